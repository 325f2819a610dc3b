#define _GNU_SOURCE
#include "clinux_interface.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert((int)clinux_IFF_UP == IFF_UP && (int)clinux_IFF_LOOPBACK == IFF_LOOPBACK, "IFF_ has moved");

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* One ioctl about an interface on a socket of its own. */
static int ask_interface(const char *interface, unsigned long request, struct ifreq *ask)
{
    int number = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (number < 0)
        return -1;
    strncpy(ask->ifr_name, interface, sizeof ask->ifr_name - 1);
    int result = ioctl(number, request, ask);
    int code = errno;
    close(number);
    errno = code;
    return result;
}

int clinux_interface_hardware_type(const char *interface)
{
    struct ifreq ask = {0};
    return ask_interface(interface, SIOCGIFHWADDR, &ask) ? -1 : ask.ifr_hwaddr.sa_family;
}

int clinux_interface_flags(const char *interface)
{
    struct ifreq ask = {0};
    return ask_interface(interface, SIOCGIFFLAGS, &ask) ? -1 : (unsigned short)ask.ifr_flags;
}

int clinux_interface_flags_by(int socket_number, const char *interface)
{
    struct ifreq ask = {0};
    strncpy(ask.ifr_name, interface, sizeof ask.ifr_name - 1);
    return ioctl(socket_number, SIOCGIFFLAGS, &ask) ? -1 : (unsigned short)ask.ifr_flags;
}

int clinux_interface_mtu(const char *interface)
{
    struct ifreq ask = {0};
    return ask_interface(interface, SIOCGIFMTU, &ask) ? -1 : ask.ifr_mtu;
}

int clinux_ethtool_stats(const char *interface, char *names, uint64_t *values, int capacity)
{
    /* One length follows the structure: one string set is asked about. */
    _Alignas(struct ethtool_sset_info) char room[sizeof(struct ethtool_sset_info) + 4] = {0};
    struct ethtool_sset_info *sets = (struct ethtool_sset_info *)room;
    sets->cmd = ETHTOOL_GSSET_INFO;
    sets->sset_mask = 1ull << ETH_SS_STATS;
    struct ifreq ask = {.ifr_data = room};
    if (ask_interface(interface, SIOCETHTOOL, &ask))
        return -1;
    int count = sets->sset_mask ? (int)sets->data[0] : 0;
    struct ethtool_gstrings *strings =
        calloc(1, sizeof *strings + (size_t)count * ETH_GSTRING_LEN);
    struct ethtool_stats *stats = calloc(1, sizeof *stats + (size_t)count * sizeof(uint64_t));
    int result = -1;
    if (strings && stats) {
        *strings = (struct ethtool_gstrings){
            .cmd = ETHTOOL_GSTRINGS, .string_set = ETH_SS_STATS, .len = (uint32_t)count};
        *stats = (struct ethtool_stats){.cmd = ETHTOOL_GSTATS, .n_stats = (uint32_t)count};
        struct ifreq ask_names = {.ifr_data = (char *)strings};
        struct ifreq ask_values = {.ifr_data = (char *)stats};
        if (!ask_interface(interface, SIOCETHTOOL, &ask_names)
            && !ask_interface(interface, SIOCETHTOOL, &ask_values)) {
            result = count < capacity ? count : capacity;
            memcpy(names, strings->data, (size_t)result * ETH_GSTRING_LEN);
            memcpy(values, stats->data, (size_t)result * sizeof(uint64_t));
        }
    }
    int code = errno;
    free(strings);
    free(stats);
    errno = code;
    return result;
}

int clinux_set_interface_up(const char *interface, int up)
{
    struct ifreq ask = {0};
    if (ask_interface(interface, SIOCGIFFLAGS, &ask))
        return -1;
    int flags = (unsigned short)ask.ifr_flags;
    ask.ifr_flags = (short)(up ? flags | IFF_UP : flags & ~IFF_UP);
    return ask_interface(interface, SIOCSIFFLAGS, &ask);
}

int clinux_set_interface_mtu(const char *interface, int mtu)
{
    struct ifreq ask = {.ifr_mtu = mtu};
    return ask_interface(interface, SIOCSIFMTU, &ask);
}

static int ask_ethtool(const char *interface, void *data)
{
    struct ifreq ask = {.ifr_data = data};
    return ask_interface(interface, SIOCETHTOOL, &ask);
}

static int feature_count(const char *interface)
{
    /* One length follows the structure: one string set is asked about. */
    _Alignas(struct ethtool_sset_info) char room[sizeof(struct ethtool_sset_info) + 4] = {0};
    struct ethtool_sset_info *sets = (struct ethtool_sset_info *)room;
    sets->cmd = ETHTOOL_GSSET_INFO;
    sets->sset_mask = 1ull << ETH_SS_FEATURES;
    if (ask_ethtool(interface, room))
        return -1;
    return sets->sset_mask ? (int)sets->data[0] : 0;
}

int clinux_ethtool_features(const char *interface, char *names, uint8_t *states, int capacity)
{
    int count = feature_count(interface);
    if (count < 0)
        return -1;
    unsigned int blocks = ((unsigned int)count + 31) / 32;
    struct ethtool_gstrings *strings =
        calloc(1, sizeof *strings + (size_t)count * ETH_GSTRING_LEN);
    struct ethtool_gfeatures *features =
        calloc(1, sizeof *features + blocks * sizeof features->features[0]);
    int result = -1;
    if (strings && features) {
        *strings = (struct ethtool_gstrings){
            .cmd = ETHTOOL_GSTRINGS, .string_set = ETH_SS_FEATURES, .len = (uint32_t)count};
        *features = (struct ethtool_gfeatures){.cmd = ETHTOOL_GFEATURES, .size = blocks};
        if (!ask_ethtool(interface, strings) && !ask_ethtool(interface, features)) {
            result = count < capacity ? count : capacity;
            memcpy(names, strings->data, (size_t)result * ETH_GSTRING_LEN);
            for (int place = 0; place < result; place++) {
                const struct ethtool_get_features_block *block = &features->features[place / 32];
                uint32_t bit = 1u << (place % 32);
                int changeable = (block->available & bit) && !(block->never_changed & bit);
                states[place] = (uint8_t)((changeable ? clinux_FEATURE_CHANGEABLE : 0)
                                          | (block->requested & bit ? clinux_FEATURE_WANTED : 0)
                                          | (block->active & bit ? clinux_FEATURE_ACTIVE : 0));
            }
        }
    }
    int code = errno;
    free(strings);
    free(features);
    errno = code;
    return result;
}

int clinux_ethtool_want(const char *interface, int feature, int on)
{
    int count = feature_count(interface);
    if (count < 0)
        return -1;
    if (feature < 0 || feature >= count) {
        errno = EINVAL;
        return -1;
    }
    unsigned int blocks = ((unsigned int)count + 31) / 32;
    struct ethtool_sfeatures *wanted =
        calloc(1, sizeof *wanted + blocks * sizeof wanted->features[0]);
    if (!wanted)
        return -1;
    *wanted = (struct ethtool_sfeatures){.cmd = ETHTOOL_SFEATURES, .size = blocks};
    uint32_t bit = 1u << (feature % 32);
    wanted->features[feature / 32].valid = bit;
    wanted->features[feature / 32].requested = on ? bit : 0;
    /* Above 0 are remarks on what became of the wish. */
    int result = ask_ethtool(interface, wanted) < 0 ? -1 : 0;
    int code = errno;
    free(wanted);
    errno = code;
    return result;
}

uint64_t clinux_namespace_cookie(void)
{
    int number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (number < 0)
        return 0;
    uint64_t cookie = 0;
    socklen_t length = sizeof cookie;
    if (getsockopt(number, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length))
        cookie = 0;
    close(number);
    return cookie;
}
