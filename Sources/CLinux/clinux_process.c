#define _GNU_SOURCE
#include "clinux_process.h"
