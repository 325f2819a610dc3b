/// What `bench generate --help` teaches.
enum GenerateHelp {
    static let text = """
        Every frame carries a stamp: 32 bytes with a mark, the run id, a sequence number, its \
        sending time and a check. “bench capture --stamps” reads it, and reports loss, \
        duplicates, reordering and damage frame by frame. Frames have EtherType 0x88B5, which no \
        host answers, unless --frame-format says otherwise.

        HOW FAST (--rate)
          "153940 pps"             frames per second, evenly spaced; also kpps and Mpps
          "1Gbit/s"                bits on the wire: each frame has 20 bytes more there
          "64 frames every 1ms"    64 back to back, then a pause until 1 ms is over
          max                      as fast as the engine can
          "recorded x 2"           at twice the speed of the recording; recorded: as it was

        HOW LARGE (--frame-size), the 4-byte FCS included; a last “:1” is a seed
          64                           every frame
          uniform:64-1518:1            each size equally often
          weighted:64x7,594x4,1518x1   each size in proportion to its weight
          imix                         simple IMIX (RFC 6985), 7:4:1 of 64, 594, 1518
          pcap:FILE                    sizes in the order of a recording, repeated

        WHAT FRAMES LOOK LIKE (--frame-format)
          bare                     Ethernet and the stamp: 64 bytes are enough
          udp4 --streams 16        UDP over IPv4, 16 flows in turn: 78 bytes or more
          recorded --recording FILE  the frames of a pcap or pcapng file, without a stamp

        ENGINES (--engine): “bench list” names them and their -o options. They send \
        the same frames. They differ in speed, in what they need, and in how much of a receive \
        buffer each frame takes. trafgen and tcpreplay are external programs; their frames have \
        no stamp.

        A VETH PAIR FOR A TRY, in a network namespace that is removed when the shell ends:
          unshare -rn sh                       (or: sudo unshare -n sh)
          sysctl -qw net.ipv6.conf.default.disable_ipv6=1
          ip link add g0 type veth peer name c0; ip link set g0 up; ip link set c0 up
          bench capture -i c0 --stamps & sleep 1
          bench generate -i g0 --rate "50 kpps" --frame-size imix --duration 3s
          kill -INT $!

        An interface that carries an IP address or the default route is refused unless it is \
        named again after --i-know-this-floods.

        WHAT IT PRINTS
          frames intended     rate times duration, or --count
          frames offered      handed to the interface: loss is counted from these
          rate offered        (offered - 1) / (last send - first send)
          accepted, refused   taken by the interface, or refused at once (ENOBUFS)
          send buffer full    frames not sent as the kernel had no room (EAGAIN)
          longest gap         the longest time between two sends
          densest 100 us      most frames within any 100 us: how evenly they went
          schedule moved by   delay beyond 50 ms, which is not made up for
        """
}
