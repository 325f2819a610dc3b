/* The headers are all there is; a C target wants one source file, and this one checks them alone. */
#include "stamp.h"
#include "frame.h"
