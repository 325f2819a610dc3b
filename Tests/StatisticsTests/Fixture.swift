import Foundation

/// What SciPy says of random data; written by Tests/Fixtures/statistics/make.py.
struct Fixture: Decodable {
    struct Paired: Decodable {
        let name: String
        /// "exact", "all sign flips" or "normal".
        let how: String
        let differences: [Double]
        let two: Double
        let less: Double
        let greater: Double
        let estimate: Double
        /// 95 %.
        let interval: [Double]?
    }

    struct Unpaired: Decodable {
        let name: String
        /// "exact", "all choices" or "normal".
        let how: String
        let base: [Double]
        let head: [Double]
        let two: Double
        let less: Double
        let greater: Double
        let estimate: Double
        /// 95 %.
        let interval: [Double]?
    }

    struct Median: Decodable {
        let name: String
        let values: [Double]
        let confidence: Double
        /// Of all resamples.
        let exact: [Double]
        /// Of a million resamples.
        let scipy: [Double]
        /// Of a million resamples, with tails of 3 % more and less; lower end, upper end.
        let near: [[Double]]
    }

    struct Adjusted: Decodable {
        let p: [Double]
        let adjusted: [Double]
    }

    struct Friedman: Decodable {
        let rows: [[Double]]
        let statistic: Double
        /// Of all orders, or 400,000.
        let p: Double
        /// Of χ².
        let approximateP: Double
    }

    struct Tail: Decodable {
        let value: Double
        let degrees: Int
        let tail: Double
    }

    struct Quantile: Decodable {
        let z: Double
        let cumulative: Double
    }

    let signedRank: [Paired]
    let rankSum: [Unpaired]
    let median: [Median]
    let holm: [Adjusted]
    let friedman: [Friedman]
    let normal: [Quantile]
    let quantile: [Quantile]
    let chiSquare: [Tail]

    static func read() throws -> Self {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Fixtures/statistics/scipy.json"))
        return try JSONDecoder().decode(Self.self, from: data)
    }
}

/// Whether two numbers agree to 3 significant digits.
func agree(_ one: Double, _ other: Double) -> Bool {
    abs(one - other) <= 5e-4 * max(abs(one), abs(other), 1e-12)
}

/// Whether two numbers are the same but for rounding.
func same(_ one: Double, _ other: Double) -> Bool {
    abs(one - other) <= 1e-9 * max(abs(one), abs(other), 1)
}
