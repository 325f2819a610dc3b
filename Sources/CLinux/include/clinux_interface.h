/* What can be asked and set of a network interface: netdevice(7) and the feature calls of ethtool(8). Each
 * returns what the ioctl returns, errno as it left it. */
#ifndef BENCH_CLINUX_INTERFACE_H
#define BENCH_CLINUX_INTERFACE_H

#include <stdint.h>

/* Brings an interface up or down and leaves its other flags alone (SIOCSIFFLAGS). */
int clinux_set_interface_up(const char *interface, int up);
int clinux_set_interface_mtu(const char *interface, int mtu);

enum {
    clinux_FEATURE_CHANGEABLE = 1,
    clinux_FEATURE_WANTED = 2,
    clinux_FEATURE_ACTIVE = 4,
};

/* ethtool(8) -k: writes up to `capacity` names of 32 bytes each, in the kernel's order, and beside
 * each the bits above (ETHTOOL_GFEATURES); returns how many there are, or -1. */
int clinux_ethtool_features(const char *interface, char *names, uint8_t *states, int capacity);

/* ethtool(8) -K: asks for the feature of this place in the list, or for its absence
 * (ETHTOOL_SFEATURES). What the driver makes of it, reading tells. */
int clinux_ethtool_want(const char *interface, int feature, int on);

/* A number of the caller's network namespace that no other has had since boot (SO_NETNS_COOKIE,
 * Linux 5.14), or 0. */
uint64_t clinux_namespace_cookie(void);

/* What an interface of the caller's network namespace can do with XDP: bits of enum netdev_xdp_act
 * (NETDEV_CMD_DEV_GET of the generic netlink family `netdev`, Linux 6.3). 0, or -1 with errno:
 * ENOENT from kernels that do not say. */
int clinux_xdp_features(unsigned interface, uint64_t *features);

enum { clinux_NETDEV_XDP_ACT_NDO_XMIT = 4 };

/* ethtool(8) -S: writes up to `capacity` (name, value) pairs, names of 32 bytes each; returns how
 * many there are, or -1. */
int clinux_ethtool_stats(const char *interface, char *names, uint64_t *values, int capacity);

/* Flags of an interface (netdevice(7), SIOCGIFFLAGS), or -1. */
int clinux_interface_flags(const char *interface);
/* The kind of its link, ARPHRD_ (SIOCGIFHWADDR), or -1. */
int clinux_interface_hardware_type(const char *interface);
/* The same as the flags, asked through a socket that is open already. */
int clinux_interface_flags_by(int socket, const char *interface);
/* MTU of an interface (SIOCGIFMTU), or -1. */
int clinux_interface_mtu(const char *interface);

enum {
    clinux_IFF_UP = 1,
    clinux_IFF_LOOPBACK = 8,
};

#endif
