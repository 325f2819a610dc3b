#define _GNU_SOURCE
#include "clinux_packet.h"
#include <sched.h>

int clinux_unshare_network(void)
{
    return unshare(CLONE_NEWNET);
}
