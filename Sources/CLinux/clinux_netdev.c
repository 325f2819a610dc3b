#include "clinux_interface.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* From linux/netdev.h, which Linux 6.3 brought: older headers do not have it. */
enum {
    COMMAND_DEV_GET = 1,
    ATTRIBUTE_IFINDEX = 1,
    ATTRIBUTE_XDP_FEATURES = 3,
};

struct request {
    struct nlmsghdr header;
    struct genlmsghdr generic;
    struct nlattr attribute;
    char value[16];
};

/* Sends one question with one attribute; the answer is at most `room` bytes, and its length is
 * returned, or -1 with errno. */
static long ask(int number, uint16_t family, uint8_t command, uint16_t type, const void *value,
                uint16_t length, void *answer, size_t room)
{
    struct request request = {
        .header = {.nlmsg_type = family, .nlmsg_flags = NLM_F_REQUEST},
        .generic = {.cmd = command, .version = 1},
        .attribute = {.nla_type = type, .nla_len = (uint16_t)(NLA_HDRLEN + length)},
    };
    memcpy(request.value, value, length);
    request.header.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN) + NLA_ALIGN(request.attribute.nla_len);
    if (send(number, &request, request.header.nlmsg_len, 0) < 0)
        return -1;
    long got = recv(number, answer, room, 0);
    const struct nlmsghdr *header = answer;
    if (got < (long)sizeof *header)
        return -1;
    if (header->nlmsg_type == NLMSG_ERROR) {
        errno = -((const struct nlmsgerr *)NLMSG_DATA(header))->error;
        return -1;
    }
    return got;
}

/* The value of an attribute in an answer of `length` bytes, or NULL. */
static const void *find(const void *answer, long length, uint16_t type)
{
    long offset = NLMSG_LENGTH(GENL_HDRLEN);
    while (offset + NLA_HDRLEN <= length) {
        const struct nlattr *attribute = (const void *)((const char *)answer + offset);
        if (attribute->nla_len < NLA_HDRLEN)
            return NULL;
        if ((attribute->nla_type & NLA_TYPE_MASK) == type)
            return (const char *)attribute + NLA_HDRLEN;
        offset += NLA_ALIGN(attribute->nla_len);
    }
    return NULL;
}

int clinux_xdp_features(unsigned interface, uint64_t *features)
{
    _Alignas(8) char answer[8192];
    int number = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
    if (number < 0)
        return -1;
    const void *value = NULL;
    long got = ask(number, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, "netdev", 7,
                   answer, sizeof answer);
    if (got >= 0 && (value = find(answer, got, CTRL_ATTR_FAMILY_ID)) != NULL) {
        uint16_t family;
        memcpy(&family, value, sizeof family);
        uint32_t index = interface;
        got = ask(number, family, COMMAND_DEV_GET, ATTRIBUTE_IFINDEX, &index, sizeof index, answer,
                  sizeof answer);
        value = got < 0 ? NULL : find(answer, got, ATTRIBUTE_XDP_FEATURES);
    }
    int code = errno;
    close(number);
    errno = value == NULL && got >= 0 ? ENOENT : code;
    if (value == NULL)
        return -1;
    memcpy(features, value, sizeof *features);
    return 0;
}
