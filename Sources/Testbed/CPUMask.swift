/// Sets of CPUs as sysfs has them (`rps_cpus`, `xps_cpus`): groups of 32 bits in hexadecimal, highest
/// first, with a comma between.
enum CPUMask {
    static func text(cpu: Int) -> String { text(cpu..<cpu + 1) }

    static func text(_ cpus: Range<Int>) -> String {
        let groups = (0..<(cpus.upperBound + 31) / 32).reversed().map { group in
            let bits = cpus.clamped(to: group * 32..<group * 32 + 32)
            let digits = String(bits.reduce(UInt32(0)) { $0 | 1 << ($1 % 32) }, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }
        return shortened(groups.joined(separator: ","))
    }

    /// Without the leading zeros that the kernel pads it with.
    static func shortened(_ mask: String) -> String {
        let rest = mask.drop { $0 == "0" || $0 == "," }
        return rest.isEmpty ? "0" : String(rest)
    }
}
