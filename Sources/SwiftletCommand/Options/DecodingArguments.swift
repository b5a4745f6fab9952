import ArgumentParser
import Swiftlet

/// How pictures are decoded.
struct DecodingArguments: ParsableArguments {
    @Flag(
        help: """
            Decode large JPEGs at 1/2, 1/4 or 1/8 of their size, as long as that is three times the size that they are \
            resized to. Probabilities change by about 0.003, of one picture in twenty by more than 0.027.
            """)
    var fastDecode = false

    @Option(help: ArgumentHelp("Reject pictures of more pixels, as in 108M or 200M; by default 100M.", valueName: "n"))
    var maxPixels: Quantity?

    @Flag(help: "Reject damaged pictures, even if their pixels could be had.")
    var strict = false

    func validate() throws {
        guard let pixels = maxPixels?.value else { return }
        guard pixels >= 1 && pixels <= Double(DecodingOptions.largestMaximumPixels) else {
            throw ValidationError("--max-pixels is not in 1…\(DecodingOptions.largestMaximumPixels)")
        }
    }

    func options(for model: Model) -> DecodingOptions {
        var options = fastDecode ? model.fastDecoding : model.decoding
        if let pixels = maxPixels?.value { options.maximumPixels = Int(pixels) }
        options.strict = strict
        return options
    }
}
