import Kernel
import Results
import Testing

@testable import Running

/// A program that opens a packet socket, in a language that every Debian has.
private enum Perl {
    static let isThere = ProcessInfo.program("perl") != nil

    /// A script whose last lines are what it does with its socket S.
    static func script(_ lines: String) -> String {
        """
        exec perl -e '
        socket(S, 17, 3, 0x300) or die;  # AF_PACKET, SOCK_RAW, ETH_P_ALL
        my $name = pack("a16 x24", $ARGV[0]);
        ioctl(S, 0x8933, $name) or die;  # SIOCGIFINDEX
        bind(S, pack("S n i S C C a8", 17, 3, unpack("x16 i", $name), 0, 0, 0, "")) or die;
        my $count = 0;
        \(lines)
        ' "$1"

        """
    }

    static let reading = "while (sysread(S, $_, 65536)) { $count += 1 }"
}

/// Capture programs that say nothing of the frames that the kernel dropped, or nothing at all.
extension LiveTests {
    private static func row(
        _ lines: String, _ more: String = "", until isAsMeant: (TrialRecord) -> Bool
    ) throws -> TrialRecord {
        let folder = try BuildProbeTests.Folder()
        let script = try folder.script("silent", Perl.script(lines))
        return try LiveTrial.row(
            of: try Laboratory.experiment(
                rate: "5kpps", duration: "500ms",
                series: ["backend = \"command\"\ncommand = \"\(script) {interface}\"" + more]),
            until: isAsMeant)
    }

    @Test(.enabled(if: Perl.isThere, "needs perl"))
    func `The kernel's counters stand in for a program that says nothing`() throws {
        let row = try Self.row(Perl.reading) { $0.deliveredFrames == $0.offeredFrames }
        expectClosed(row)
        #expect(row.flags.contains(.kernelCounted) && !row.flags.contains(.uncounted))
        #expect(row.deliveredFrames == row.offeredFrames && row.dropsSocket == 0)
        #expect(row.unexplainedFrames == 0 && row.capturerExit == "signal 2")
    }

    @Test(.enabled(if: Perl.isThere, "needs perl"))
    func `What the kernel dropped for a program that says nothing is exact`() throws {
        // It never reads: what does not fit into its buffer is dropped.
        let row = try Self.row("sleep(1000);") { $0.kernelReceivedFrames == $0.offeredFrames }
        expectClosed(row)
        let (offered, drops) = (try #require(row.offeredFrames), try #require(row.dropsSocket))
        #expect(drops > 0 && row.deliveredFrames == offered - drops)
        #expect(row.kernelReceivedFrames == offered && row.unexplainedFrames == 0)
    }

    @Test(.enabled(if: Perl.isThere, "needs perl"))
    func `What a program says by an expression is its word, and the kernel's fills in`() throws {
        let row = try Self.row(
            "$SIG{INT} = sub { print \"saw \", $count >> 1, \" frames\\n\"; exit 3 };"
                + Perl.reading,
            "\ncaptured = \"saw ([0-9]+)\""
        ) { $0.outcome == .valid && $0.dropsSocket == 0 }
        expectClosed(row)
        let offered = try #require(row.offeredFrames)
        #expect(row.deliveredFrames == offered / 2 && row.residualFrames == offered - offered / 2)
        #expect(row.dropsSocket == 0 && row.unexplainedFrames == 0)
        #expect(!row.flags.contains(.kernelCounted) && row.flags.contains(.exitStatus))
        #expect(row.message == "the capture program ended with exit status 3")
    }
}
