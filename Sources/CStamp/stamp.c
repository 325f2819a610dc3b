/* The header is all there is; a C target wants one source file, and this one checks it alone. */
#include "stamp.h"
