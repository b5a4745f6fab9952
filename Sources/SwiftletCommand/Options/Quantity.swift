import ArgumentParser

/// A count as people write it: `5M`, `300M`, `1.5G`, `250k`, `1000`.
struct Quantity: ExpressibleByArgument, Equatable {
    let value: Double

    init?(argument: String) {
        var digits = Substring(argument)
        var scale = 1.0
        if let unit = digits.last, let factor = ["k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "B": 1e9][unit] {
            scale = factor
            digits = digits.dropLast()
        }
        guard let number = Double(digits), number.isFinite, number >= 0 else { return nil }
        value = number * scale
    }
}
