extension Wrong {
    private static let backends =
        "(allowed: null, recv, recvmmsg, io-uring, af-xdp, tpacket-v1, tpacket-v2, tpacket-v3, "
        + "pcap)"

    private static let tables =
        "(allowed: experiment, traffic, nic, hosts, series, search, plot, compare, contrast, "
        + "hypothesis)"

    static let files: [Wrong] = [
        Wrong(
            text: " \n\n",
            said: "x.toml: the file is empty; it needs [traffic] with a rate, and a [[series]]"),
        Wrong(
            text: "# only a comment\n",
            said: """
                x.toml: traffic: is missing: the table [traffic] needs at least a rate
                x.toml: series: is missing: at least one [[series]] with a backend is needed
                """),
        Wrong(
            text: Stub.least + "a = \"\\u0000\"",
            said: "x.toml:5: the file contains the character U+0000, which no key or value may"),
        Wrong(
            text: Stub.least + "backend = \"null\"\n",
            said: "x.toml:5: is not TOML: Error while parsing key-value pair: "
                + "cannot redefine existing string 'backend'"),
        Wrong(
            text: Stub.least + String(repeating: "a.", count: 100_000) + "a = 1\n",
            said: "x.toml:5: is not TOML for bench: a key has more than 64 parts"),
        Wrong(
            text: Stub.least + "[" + String(repeating: "a.", count: 100_000) + "a]\n",
            said: "x.toml:5: is not TOML for bench: a key has more than 64 parts"),
        Wrong(
            text: "x = [\n 1,\n }\n" + Stub.least,
            said: "x.toml:3: is not TOML: a list ends with “]”, not with “}”"),
        Wrong(
            text: "\n\"\" = 1\n" + Stub.least,
            said: "x.toml:2: \"\": unknown key \(tables)"),
        Wrong(
            text: Stub.least + "[[[plot]]]\n",
            said: "x.toml:5: is not TOML: a table's name must follow the bracket, as in [traffic]"),
        Wrong(
            text: Stub.least + "\n[ é]\n[?]\n",
            said: "x.toml:6: is not TOML: a table's name must follow the bracket, as in [traffic]"),
        Wrong(
            text: "x = \n" + Stub.least + "[[=]]\n",
            said: "x.toml:1: is not TOML: Error while parsing key-value pair: "
                + "expected value, saw '\\n'"),
        Wrong(
            text: Stub.least + "[thresholds]\nloss = 1\n",
            said: "x.toml:5: thresholds: unknown table \(tables)"
        ),
        Wrong(
            text: "rate = \"1pps\"\n" + Stub.least,
            said: "x.toml:1: rate: unknown key; it belongs in [traffic] \(tables)"),
        Wrong(
            text: "[trafic]\nrate = \"1pps\"\n[[series]]\nbackend = \"recv\"",
            said: """
                x.toml:1: trafic: unknown table; did you mean “traffic”? \
                \(tables)
                x.toml: traffic: is missing: the table [traffic] needs at least a rate
                """),
        Wrong(
            text: "[[traffic]]\nrate = \"1pps\"\n[[series]]\nbackend = \"recv\"",
            said: "x.toml:1: traffic: write [traffic], in single brackets and once"),
        Wrong(
            text: "traffic = 5\n[[series]]\nbackend = \"recv\"",
            said: "x.toml:1: traffic: 5 is not a table; write [traffic]"),
        Wrong(
            text: "[traffic]\nrate = \"1pps\"\n[series]\nbackend = \"recv\"",
            said: "x.toml:3: series: write [[series]], in double brackets"),
        Wrong(
            text: "series = []\n[traffic]\nrate = \"1pps\"\n",
            said: "x.toml:1: series: the list is empty; give at least one [[series]]"),
        Wrong(
            text: "series = [\n  5,\n]\n[traffic]\nrate = \"1pps\"\n",
            said: "x.toml:2: series[0]: 5 is not a table; write [[series]]"),
        Wrong(
            text: """
                [experiment]
                repetitions = 10_000
                [traffic]
                rate = "1000 pps"
                frame_size = [64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74]
                [[series]]
                backend = "tpacket-v2"
                ring_frames = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
                """,
            said: "x.toml: this would be more than 1000000 trials; "
                + "shorten the lists or run them apart"),
    ]

    static let experiments: [Wrong] = [
        .experiment(
            "duratoin = \"20s\"",
            "x.toml:2: experiment.duratoin: unknown key; did you mean “duration”? (allowed: name, "
                + "topology, napi_policy, duration, interval, crop, repetitions, retries, ready_within, seed, mtu)"
        ),
        .experiment(
            "rate = \"1 pps\"",
            "x.toml:2: experiment.rate: unknown key; it belongs in [traffic] (allowed: name, "
                + "topology, napi_policy, duration, interval, crop, repetitions, retries, ready_within, seed, mtu)"
        ),
        .experiment(
            "name = \"ring size\"",
            "x.toml:2: experiment.name: “ring size” is not a name of 1 to 64 letters "
                + "(a to z, A to Z), digits, “-” and “_”"),
        .experiment(
            "topology = \"veth-nap\"",
            "x.toml:2: experiment.topology: there is no topology “veth-nap”; did you mean "
                + "“veth-napi”? (allowed: auto, veth-napi, veth-rps, veth-inline, nic, "
                + "veth-softirq)"),
        .experiment(
            "napi_policy = [\"other\", 5]",
            "x.toml:2: experiment.napi_policy[1]: 5 is not the name of a NAPI policy "
                + "(allowed: other, fifo)"),
        .experiment(
            "topology = []",
            "x.toml:2: experiment.topology: the list is empty; give at least one value"),
        .experiment(
            "duration = 20",
            "x.toml:2: experiment.duration: 20 is not a duration such as “20s” or “500ms”, "
                + "from 100ms to 24h"),
        .experiment(
            "duration = \"20 sec\"",
            "x.toml:2: experiment.duration: “20 sec” is not a duration such as “20s” or “500ms”, "
                + "from 100ms to 24h"),
        .experiment(
            "duration = \"0s\"",
            "x.toml:2: experiment.duration: “0s” is not a duration such as “20s” or “500ms”, "
                + "from 100ms to 24h"),
        .experiment(
            "duration = \"-20s\"",
            "x.toml:2: experiment.duration: “-20s” is not a duration such as “20s” or “500ms”, "
                + "from 100ms to 24h"),
        .experiment(
            "duration = [\"20s\", \"10s\"]",
            "x.toml:2: experiment.duration: takes one value, not a list: a duration such as "
                + "“20s” or “500ms”, from 100ms to 24h"),
        .experiment(
            "interval = \"30s\"",
            "x.toml:2: experiment.interval: 30s is longer than the duration of 20s"),
        .experiment(
            "duration = \"1440min\"\ninterval = \"1s\"",
            "x.toml:3: experiment.interval: 86400 intervals of 1s in 86400s are more than the "
                + "10000 allowed"),
        .experiment(
            "crop = \"centre\"",
            "x.toml:2: experiment.crop: “centre” is not a crop such as “middle 3”, or “all”"),
        .experiment(
            "crop = \"middle 0\"",
            "x.toml:2: experiment.crop: “middle 0” is not a crop such as “middle 3”, or “all”"),
        .experiment(
            "crop = \"middle 5\"",
            "x.toml:2: experiment.crop: “middle 5” does not fit: 20s has only 4 intervals of 5s"),
        .experiment(
            "interval = \"10s\"",
            "x.toml:1: experiment.crop: “middle 3” does not fit: 20s has only 2 intervals of 10s"),
        .experiment(
            "repetitions = 0",
            "x.toml:2: experiment.repetitions: 0 is not a whole number from 1 to 10000"),
        .experiment(
            "retries = 1.5",
            "x.toml:2: experiment.retries: 1.5 is not a whole number from 0 to 100"),
        .experiment(
            "seed = -1", "x.toml:2: experiment.seed: -1 is not a whole number of at least 0"),
        .experiment(
            "mtu = true", "x.toml:2: experiment.mtu: true is not a whole number from 68 to 9000"),
        .experiment(
            "seed = 2026-01-01",
            "x.toml:2: experiment.seed: a date is not a whole number of at least 0"),
    ]

    private static let size =
        "a frame size such as 64, “imix”, { uniform = [64, 1518], seed = 1 }, "
        + "{ sizes = [64, 1518], weights = [7, 1], seed = 1 } or { pcap = “FILE” }"
    private static let rate =
        "a rate above 0 such as “153940 pps”, “1Gbit/s” or “64 frames every 1ms”, or “max”"

    static let traffics: [Wrong] = [
        .traffic(
            "frame_size = 64",
            "x.toml:1: traffic.rate: is missing: give \(rate), or link_rate"),
        .traffic(
            "rate = 1000",
            "x.toml:2: traffic.rate: 1000 is not \(rate)"),
        .traffic(
            "rate = [\n  \"1 pps\",\n  \"1 Mb\",\n]",
            "x.toml:4: traffic.rate[1]: “1 Mb” is not \(rate)"),
        .traffic(
            "rate = \"0 pps\"",
            "x.toml:2: traffic.rate: “0 pps” is not \(rate): it is 0"),
        .traffic("rate = nan", "x.toml:2: traffic.rate: nan is not \(rate)"),
        .traffic("rate = \"nan pps\"", "x.toml:2: traffic.rate: “nan pps” is not \(rate)"),
        .traffic("rate = -5", "x.toml:2: traffic.rate: -5 is not \(rate)"),
        .traffic(
            "rate = \"-5 pps\"",
            "x.toml:2: traffic.rate: “-5 pps” is not \(rate): it is negative"),
        .traffic(
            "rate = \"99999999999999999999 pps\"",
            "x.toml:2: traffic.rate: “99999999999999999999 pps” is not \(rate): it is too large"),
        .traffic(
            "rate = \"0 frames every 1ms\"",
            "x.toml:2: traffic.rate: “0 frames every 1ms” is not bursts of 1 to 65536 frames, "
                + "every 1ns to 1h, such as “64 frames every 1ms”"),
        .traffic(
            "rate = \"64 frames every 20s\"",
            "x.toml:2: traffic.rate: 64 frames every 20s sends only one burst in 20.0 s; "
                + "two are needed"),
        .traffic(
            "rate = \"65536 frames every 1us\"",
            "x.toml:2: traffic.rate: 65536 frames every 1us is more than a frame a nanosecond "
                + "(1000 Mpps)"),
        .traffic(
            "rate = \"0.01 pps\"", "x.toml:2: traffic.rate: 0.01 pps sends no frame in 20.0 s"),
        .traffic(
            "rate = \"2000 Mpps\"",
            "x.toml:2: traffic.rate: 2000000000 pps is more than a frame a nanosecond (1000 Mpps)"),
        .traffic(
            "rate = [\"1kpps\", \"1000 pps\"]",
            "x.toml:2: traffic.rate[1]: “1000 pps” is listed twice"),
        .traffic(
            "rate = \"1 pps\"\nlink_rate = \"1Gbit/s\"",
            "x.toml:3: traffic.link_rate: rate is given as well; only one of the two may be"),
        .traffic(
            "rate = \"1 pps\"\nload = \"50%\"",
            "x.toml:3: traffic.load: is a part of link_rate, but rate is given"),
        .traffic(
            "link_rate = \"1Gbps\"",
            "x.toml:2: traffic.link_rate: “1Gbps” is not a bit rate above 0 such as “1Gbit/s” or "
                + "“100Mbit/s”"),
        .traffic(
            "link_rate = \"1Gbit/s\"\nload = \"110%\"",
            "x.toml:3: traffic.load: “110%” is not a percentage above 0% and up to 100%, such as "
                + "“100%” or “12.5%”"),
        .traffic(
            "link_rate = [\"1Gbit/s\", \"2Gbit/s\"]\nload = [\"50%\", \"100%\"]",
            "x.toml:2: traffic.link_rate: with load, it means 1000000000 bit/s twice"),
        .traffic(
            "rate = \"1 pps\"\nengine = \"xpd\"",
            "x.toml:3: traffic.engine: there is no engine “xpd”; did you mean “xdp”? "
                + "(allowed: auto, xdp, sendmmsg)"),
        .traffic(
            "rate = \"1 pps\"\nbatch = 8",
            "x.toml:3: traffic.batch: unknown key; engine “auto” takes no settings, so name the "
                + "engine (allowed: engine, rate, link_rate, load, frame_size, frame_format, streams, "
                + "recording, speed, repeat, shift_addresses)"
        ),
        .traffic(
            "rate = \"1 pps\"\nengine = \"xdp\"\nbatch = [8, 0]",
            "x.toml:4: traffic.batch[1]: 0 is not a whole number from 1 to 1024"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = 63",
            "x.toml:3: traffic.frame_size: 63 is not a frame size from 64 to 1518 bytes "
                + "(FCS included, MTU 1500)"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = [64,\n 1519]",
            "x.toml:4: traffic.frame_size[1]: 1519 is not a frame size from 64 to 1518 bytes "
                + "(FCS included, MTU 1500)"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = { uniform = [60, 128] }",
            "x.toml:3: traffic.frame_size.uniform[0]: 60 is not a frame size from 64 to 1518 bytes "
                + "(FCS included, MTU 1500)"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = \"64\"",
            "x.toml:3: traffic.frame_size: “64” is not \(size)"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = [64, 64.5]",
            "x.toml:3: traffic.frame_size[1]: 64.5 is not \(size)"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = { unifrom = [64, 128] }",
            "x.toml:3: traffic.frame_size.unifrom: unknown key; did you mean “uniform”? "
                + "(allowed: uniform, sizes, imix, pcap, weights, seed)"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = { seed = 1 }",
            "x.toml:3: traffic.frame_size: needs one of the keys uniform, sizes, imix, pcap, as in "
                + "{ uniform = [64, 1518], seed = 1 }"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = { uniform = [128, 64] }",
            "x.toml:3: traffic.frame_size.uniform: must be the smallest and a larger size, "
                + "such as [64, 1518]"),
        .traffic(
            "rate = \"1 pps\"\nframe_size = [64, { uniform = [64, 128], seed = \"a\" }]",
            "x.toml:3: traffic.frame_size[1].seed: “a” is not a whole number of at least 0"),
        Wrong(
            text: "[experiment]\nmtu = 9000\n[traffic]\nengine = \"xdp\"\nrate = \"1 pps\"\n"
                + "frame_size = 4000\n[[series]]\nbackend = \"recv\"\n",
            said: "x.toml:6: traffic.frame_size: xdp sends at most 3520"),
    ]

    static let others: [Wrong] = [
        .series(
            "bakend = \"recv\"",
            """
            x.toml:5: series[1].backend: is missing \(backends)
            x.toml:6: series[1].bakend: unknown key; did you mean “backend”? \
            (allowed: label, backend, and the settings of the backend)
            """),
        .series(
            "ring_frames = 5\nring_frmes = 5",
            """
            x.toml:5: series[1].backend: is missing \(backends)
            x.toml:7: series[1].ring_frmes: unknown key; did you mean “ring_frames”? \
            (allowed: label, backend, and the settings of the backend)
            """),
        .series("label = \"b\"", "x.toml:5: series[1].backend: is missing \(backends)"),
        .series(
            "backend = [\"recv\", \"null\"]",
            "x.toml:6: series[1].backend: takes one backend; write a [[series]] for each"),
        .series(
            "backend = \"tpaket-v2\"",
            "x.toml:6: series[1].backend: there is no backend “tpaket-v2”; did you mean "
                + "“tpacket-v2”? \(backends)"),
        .series(
            "backend = \"af-xyz-zoo\"",
            "x.toml:6: series[1].backend: there is no backend “af-xyz-zoo” \(backends)"),
        .series(
            "backend = \"recv\"",
            "x.toml:5: series[1].label: “recv” is the label of series[0] already; "
                + "give each its own"),
        .series(
            "backend = \"null\"\nlabel = \"=cmd()\"",
            "x.toml:7: series[1].label: “=cmd()” begins with “=”, which a spreadsheet takes for the "
                + "beginning of a formula"),
        .series(
            "backend = \"null\"\nlabel = \"a\\u202Eb\"",
            "x.toml:7: series[1].label: “a\u{FFFD}b” is not a text of one line, of 1 to 100 "
                + "characters that can be seen"),
        .series(
            "backend = \"null\"\nlabel = \"a\\nb\"",
            "x.toml:7: series[1].label: “a\u{FFFD}b” is not a text of one line, "
                + "of 1 to 100 characters that can be seen"),
        .series(
            "backend = \"tpacket-v2\"\nring_frame = 5",
            "x.toml:7: series[1].ring_frame: unknown key; did you mean “ring_frames”? "
                + "(allowed: label, backend, snaplen, wake_up, filter, ring_frames)"),
        .series(
            "backend = \"null\"\nring_frames = 5",
            "x.toml:7: series[1].ring_frames: unknown key; it is a setting of tpacket-v1, "
                + "tpacket-v2 (allowed: label, backend)"),
        .series(
            "backend = \"tpacket-v2\"\nring_frames = [\n 1,\n # one\n 0]",
            "x.toml:10: series[1].ring_frames[1]: 0 is not a whole number from 1 to 1048576"),
        .series(
            "backend = \"tpacket-v2\"\nring_frames = \"128\"",
            "x.toml:7: series[1].ring_frames: “128” is not a whole number from 1 to 1048576"),
        .series(
            "backend = \"tpacket-v2\"\nring_frames = []",
            "x.toml:7: series[1].ring_frames: the list is empty; give at least one value"),
        .series(
            "backend = \"tpacket-v2\"\nring_frames = [1, 2, 1]",
            "x.toml:7: series[1].ring_frames[2]: 1 is listed twice"),
        .series(
            "backend = \"tpacket-v2\"\nwake_up = \"spin\"",
            "x.toml:7: series[1].wake_up: “spin” is not one of “poll”, “busy”"),
        .series(
            "backend = \"tpacket-v3\"\nretire_timeout = 10",
            "x.toml:7: series[1].retire_timeout: 10 is not a duration such as “10ms”, "
                + "from 1ms to 10s"),
        .series(
            "backend = \"tpacket-v3\"\nblock_size = \"64kB\"",
            "x.toml:7: series[1].block_size: “64kB” is not a byte count such as “64KiB”, "
                + "from 4096 to 1073741824 bytes"),
        .series(
            "backend = \"tpacket-v3\"\nblock_size = [8192, 8191, 5000]",
            "x.toml:7: series[1].block_size: 8191 is not a multiple of the page size (4096)"),
        .series(
            "backend = \"af-xdp\"\nstall = \"900ms every 50s\"",
            "x.toml:7: series[1].stall: 900ms every 50s does not fit the duration: the first pause "
                + "begins half a period after the traffic; allowed: a duration of at least 25900ms, "
                + "or a shorter period"),
        .series(
            "backend = \"pcap\"\nimmediate = \"true\"",
            "x.toml:7: series[1].immediate: “true” is not true or false"),
    ]
}
