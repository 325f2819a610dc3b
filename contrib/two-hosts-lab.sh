#!/bin/sh
# two-hosts-lab.sh: two “hosts” on one machine, for trying bench between hosts.
#
#   contrib/two-hosts-lab.sh up [DIR]      makes them     (DIR: /tmp/bench-lab)
#   contrib/two-hosts-lab.sh down [DIR]    removes them
#
# Each host, gen and cap, has network, mount, process and host-name namespaces of its own, a sshd,
# and a home folder below DIR. eth0 leads to this machine, for ssh; eth1 leads to the other host, for
# the traffic. In DIR are hosts.toml for “bench sweep --hosts”, and bin/ssh, an ssh that knows the two:
#
#   PATH=/tmp/bench-lab/bin:$PATH ./bench sweep experiments/smoke.toml --hosts /tmp/bench-lab/hosts.toml --push
#
# Needs root, iproute2, ethtool, util-linux, openssh-client and openssh-server. Nothing of it outlives
# “down” or a restart of the machine.
set -eu

say() { printf 'two-hosts-lab: %s\n' "$*" >&2; }
usage() {
    say "usage: $0 up|down [DIR]"
    exit 64
}

[ $# -ge 1 ] || usage
command=$1
lab=${2:-/tmp/bench-lab}
sshd=$(command -v sshd || echo /usr/sbin/sshd)

# What a host does from its birth; $1 is its name, $2 its address with prefix length.
host_main() {
    mount --make-rprivate /
    mount -t proc proc /proc
    mount -t sysfs sysfs /sys
    mount -t tmpfs tmpfs /run
    mkdir -p /run/sshd
    hostname "$1"
    sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 || true
    ip link set lo up
    tries=0
    until [ -e /sys/class/net/eth0 ] && [ -e /sys/class/net/eth1 ]; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || exit 1
        sleep 0.05
    done
    ip addr add "$2" dev eth0
    ip link set eth0 up
    ip link set eth1 up
    exec "$sshd" -D -e -f "$lab/$1/sshd_config"
}

# Begins host $1 with address $2.
start_host() {
    name=$1
    mkdir -p "$lab/$name/home" "$lab/$name/bin"
    ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$lab/$name/host_key"
    cat >"$lab/$name/sshd_config" <<END
Port 22
ListenAddress ${2%/*}
HostKey $lab/$name/host_key
AuthorizedKeysFile $lab/key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
SetEnv HOME=$lab/$name/home PATH=$lab/$name/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
    setsid unshare --net --mount --pid --uts --fork --kill-child "$0" host "$lab" "$name" "$2" \
        </dev/null >"$lab/$name/log" 2>&1 &
    echo $! >"$lab/$name/pid"
    printf '%s %s\n' "${2%/*}" "$(cut -d ' ' -f 1,2 "$lab/$name/host_key.pub")" >>"$lab/known_hosts"
    cat >>"$lab/ssh_config" <<END
Host $name
    HostName ${2%/*}
    HostKeyAlias ${2%/*}
    User root
    IdentityFile $lab/key
    IdentitiesOnly yes
    UserKnownHostsFile $lab/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
END
}

# The first three numbers of a network that this machine neither is in nor has a route to: of those for
# documentation (RFC 5737) and for benchmarks (RFC 2544). One of them may be in use all the same, and
# then the links for ssh would cut this machine off.
free_network() {
    for network in 192.0.2 198.51.100 203.0.113 198.18.0 198.19.255; do
        routes=$(
            ip -4 route show table all root "$network.0/24"
            ip -4 route show table all match "$network.0/29"
        )
        # A default route leads everywhere; a VPN may have two halves of it.
        printf '%s\n' "$routes" | grep -Eqv '(^|[a-z] )(default|0\.0\.0\.0/1|128\.0\.0\.0/1)( |$)|^$' \
            && continue
        echo "$network"
        return
    done
    say "every network for documentation (192.0.2.0/24 and others) is in use here"
    return 4
}

# The first process of host $1, once it is there.
first_process() {
    tries=0
    while :; do
        parent=$(cat "$lab/$1/pid")
        child=$(cat "/proc/$parent/task/$parent/children" 2>/dev/null) || child=
        child=${child%% *}
        [ -z "$child" ] || break
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { say "host $1 did not begin: $(cat "$lab/$1/log")"; exit 1; }
        sleep 0.05
    done
    echo "$child"
}

up() {
    [ "$(id -u)" -eq 0 ] || { say "needs root"; exit 4; }
    [ ! -e "$lab" ] || { say "$lab is there already; first: $0 down $lab"; exit 64; }
    for program in ip ethtool ssh ssh-keygen unshare nsenter "$sshd"; do
        command -v "$program" >/dev/null || {
            say "there is no $program; on Debian: apt-get install iproute2 ethtool util-linux" \
                "openssh-client openssh-server"
            exit 4
        }
    done
    network=$(free_network)
    umask 022
    mkdir "$lab"
    trap 'status=$?; [ $status -eq 0 ] || down; exit $status' EXIT
    mkdir "$lab/bin"
    ssh-keygen -q -t ed25519 -N '' -C bench-lab -f "$lab/key"
    start_host gen "$network.2/30"
    start_host cap "$network.6/30"
    gen=$(first_process gen)
    cap=$(first_process cap)
    # The links for ssh, and the one for the traffic.
    ip link add bench-gen type veth peer name eth0 netns "$gen"
    ip link add bench-cap type veth peer name eth0 netns "$cap"
    ip addr add "$network.1/30" dev bench-gen
    ip addr add "$network.5/30" dev bench-cap
    ip link set bench-gen up
    ip link set bench-cap up
    nsenter -t "$gen" --net ip link add eth1 type veth peer name eth1 netns "$cap"
    cat >"$lab/bin/ssh" <<END
#!/bin/sh
exec $(command -v ssh) -F "$lab/ssh_config" "\$@"
END
    chmod 755 "$lab/bin/ssh"
    cat >"$lab/hosts.toml" <<END
[hosts]
generator = "gen"
capture = "cap"

[nic]
generator = "eth1"
capture = "eth1"
END
    for name in gen cap; do
        tries=0
        until "$lab/bin/ssh" -o BatchMode=yes -o ConnectTimeout=2 "$name" true 2>"$lab/$name/ssh"; do
            tries=$((tries + 1))
            [ $tries -lt 300 ] || {
                say "sshd of $name does not answer: $(cat "$lab/$name/ssh" "$lab/$name/log")"
                exit 1
            }
            sleep 0.1
        done
    done
    # The receive work as with a NIC: NAPI at the receiver, then a softirq on the capture CPU. Only now are
    # the links surely up: the sender takes XDP frames if GRO is turned on at a receiver that is up.
    nsenter -t "$gen" --net ethtool -K eth1 tso off gso off gro off >/dev/null
    nsenter -t "$cap" --net ethtool -K eth1 tso off gso off gro on >/dev/null
    last=$(($(nproc --all) - 1))
    nsenter -t "$cap" --net unshare --mount sh -c "
        mount -t sysfs sysfs /sys
        printf '%x' $((1 << last)) >/sys/class/net/eth1/queues/rx-0/rps_cpus"
    say "hosts gen and cap are up; to measure: PATH=$lab/bin:\$PATH ./bench sweep FILE" \
        "--hosts $lab/hosts.toml --push"
}

down() {
    for name in gen cap; do
        [ -e "$lab/$name/pid" ] || continue
        # Ends with all its processes, and takes the interfaces away.
        kill -KILL "$(cat "$lab/$name/pid")" 2>/dev/null || true
    done
    rm -rf "$lab"
}

case $command in
up) up ;;
down) down ;;
# unshare starts this script again.
host) host_main "$3" "$4" ;;
*) usage ;;
esac
