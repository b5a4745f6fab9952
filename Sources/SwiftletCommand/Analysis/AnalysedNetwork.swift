import ArgumentParser
import Swiftlet

/// A network whose cost is looked at: which, how wide, for which input.
struct AnalysedNetwork: ParsableArguments {
    private static let widths = 0.05...10

    @Argument(help: ArgumentHelp("The network; see 'swiftlet models'.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Height and width of the input; by default the network's own.", valueName: "pixels"))
    var size: Int?

    @OptionGroup var batch: BatchOptions

    @Option(
        help: ArgumentHelp("Another width multiplier of the network's family, where that has one.", valueName: "factor")
    )
    var width: Double?

    func validate() throws {
        if let size, size < 1 { throw ValidationError("--size is \(size); it must be at least 1") }
        if let width, !Self.widths.contains(width) {
            throw ValidationError(
                "--width is \(width), which is not in \(Self.widths.lowerBound)…\(Int(Self.widths.upperBound))")
        }
    }

    /// The network as a graph.
    func graph() throws -> Graph {
        if name.lowercased().hasSuffix(".onnx") {
            throw CommandError(
                "\(Format.printable(name)): this version reads no ONNX files; give the name of a network, see 'swiftlet models'"
            )
        }
        let entry = try CatalogueEntry.named(name)
        let options = NetworkOptions(batch: batch.batch, height: size, width: size)
        guard let width else { return try entry.graph(options) }
        guard let scaled = entry.architecture(width: width) else {
            let families = Set(Catalogue.entries.filter { $0.architecture is any WidthMultiplier }.map(\.family))
            throw CommandError(
                "\(entry.family) has no width multiplier; these have one: \(families.sorted().joined(separator: ", "))")
        }
        return try scaled.graph(name: "\(name) ×\(width)", options: options)
    }
}
