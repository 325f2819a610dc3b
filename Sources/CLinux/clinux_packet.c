#define _GNU_SOURCE
#include <sys/socket.h>

#include "clinux_packet.h"

_Static_assert(sizeof(struct clinux_mmsghdr) == sizeof(struct mmsghdr), "mmsghdr has moved");
_Static_assert(offsetof(struct clinux_mmsghdr, length) == offsetof(struct mmsghdr, msg_len)
                   && offsetof(struct clinux_mmsghdr, vectors) == offsetof(struct mmsghdr, msg_hdr.msg_iov),
               "mmsghdr has moved");
_Static_assert(clinux_SO_SNDBUFFORCE == SO_SNDBUFFORCE, "SO_SNDBUFFORCE has moved");
_Static_assert((int)clinux_MSG_WAITFORONE == MSG_WAITFORONE, "MSG_WAITFORONE has moved");

int clinux_sendmmsg(int socket, struct clinux_mmsghdr *messages, unsigned int count, int flags)
{
    return sendmmsg(socket, (struct mmsghdr *)messages, count, flags);
}

int clinux_recvmmsg(int socket, struct clinux_mmsghdr *messages, unsigned int count, int flags)
{
    return recvmmsg(socket, (struct mmsghdr *)messages, count, flags, NULL);
}
