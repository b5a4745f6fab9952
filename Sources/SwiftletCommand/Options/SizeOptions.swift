import ArgumentParser
import Swiftlet

/// The size of a network's input.
struct SizeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Pixels of the input: 224 for a square, 160x224 for height × width; by default the network's own.",
            valueName: "pixels"),
        transform: SizeOptions.parsed)
    var size: Size?

    /// `224`, `160x224` or `160×224`, with numbers of at least 1.
    static func parsed(_ text: String) throws -> Size {
        let sides = text.split(omittingEmptySubsequences: false) { "xX×".contains($0) }
        guard sides.count <= 2, sides.allSatisfy({ isNumber($0) }) else {
            throw ValidationError("a size is 224, a square's side in pixels, or 160x224, height × width")
        }
        let extents = sides.compactMap { Int($0) }
        guard extents.count == sides.count else { throw ValidationError("more pixels than can be counted") }
        guard extents.allSatisfy({ $0 >= 1 }) else { throw ValidationError("each side is at least 1 pixel") }
        return Size(extents[0], extents[extents.count - 1])
    }

    /// Digits, with an optional sign.
    private static func isNumber(_ text: Substring) -> Bool {
        let digits = text.drop { $0 == "-" || $0 == "+" }
        return text.count - digits.count <= 1 && !digits.isEmpty && digits.allSatisfy { "0123456789".contains($0) }
    }
}
