import Testing

@testable import Reporting

/// The style sheet's colours, by WCAG 2.2: relative luminance and contrast ratio.
struct ContrastTests {
    /// The colours of the light page, then of the dark one.
    private static let palettes: [[String: String]] = {
        Templates.style.components(between: ":root {", and: "}").map { block in
            let pairs = block.matches(of: /--([a-z]+): (#[0-9a-f]{6});/).map {
                (String($0.output.1), String($0.output.2))
            }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }()

    private static func luminance(_ colour: String) -> Double {
        let digits = Array(colour.dropFirst())
        let parts = stride(from: 0, to: 6, by: 2).map { place -> Double in
            let value = Double(Int(String(digits[place...place + 1]), radix: 16) ?? 0) / 255
            return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// x^2.4, without a library: x² · ⁵√x².
    private static func power(_ x: Double) -> Double {
        var root = 1.0
        for _ in 0..<60 {
            root -= (root * root * root * root * root - x * x) / (5 * root * root * root * root)
        }
        return x * x * root
    }

    static func contrast(_ one: String, _ two: String) -> Double {
        let (first, second) = (luminance(one), luminance(two))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    @Test func `The formula gives WCAG's own examples`() {
        #expect(abs(Self.contrast("#000000", "#ffffff") - 21) < 0.001)
        #expect(abs(Self.contrast("#777777", "#ffffff") - 4.48) < 0.01)
    }

    @Test(arguments: [0, 1])
    func `Every text stands out from every ground`(palette: Int) throws {
        try #require(Self.palettes.count == 2)
        let colours = Self.palettes[palette]
        for name in ["text", "muted", "link", "good", "bad", "open"] {
            for ground in ["paper", "raised"] {
                let ratio = Self.contrast(
                    try #require(colours[name]), try #require(colours[ground]))
                #expect(ratio >= 4.5, "\(name) on \(ground): \(ratio)")
            }
        }
    }

    @Test func `Both pages have the same colours, and nothing else names one for text`() throws {
        #expect(Set(Self.palettes[0].keys) == Set(Self.palettes[1].keys))
        let rules = Templates.style.matches(of: /[^-a-z]color: ([^;]+);/).map(\.output.1)
        #expect(rules.count > 5)
        #expect(rules.allSatisfy { $0.hasPrefix("var(--") })
    }
}
