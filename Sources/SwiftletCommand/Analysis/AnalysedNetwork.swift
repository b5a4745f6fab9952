import ArgumentParser
import Swiftlet
import SwiftletONNX

/// A network to analyse: its name, width and input size.
struct AnalysedNetwork: ParsableArguments {
    private static let widths = 0.05...10

    @OptionGroup var name: NetworkArgument

    @OptionGroup var input: SizeOptions

    @OptionGroup var batch: BatchOptions

    @Option(
        help: ArgumentHelp("Another width multiplier of the network's family, where that has one.", valueName: "factor")
    )
    var width: Double?

    func validate() throws {
        if let width, !Self.widths.contains(width) {
            throw ValidationError(
                "--width is \(width), which is not in \(Self.widths.lowerBound)…\(Int(Self.widths.upperBound))")
        }
        let named = try name.required()
        guard width == nil || !NamedNetwork.isONNX(named) else {
            throw ValidationError("--width is for networks of the catalogue; a file has the width that it has")
        }
    }

    /// The network as a graph, and its ONNX file, if it has one.
    func load() throws -> (graph: Graph, file: ONNXFile?) {
        let named = try NamedNetwork(name.required())
        guard let width, case .catalogue(let entry) = named else {
            return try named.graph(batch: batch.batch, size: input.size)
        }
        guard let scaled = entry.architecture(width: width) else {
            let families = Set(Catalogue.entries.filter { $0.architecture is any WidthMultiplier }.map(\.family))
            throw CommandError(
                "\(entry.family) has no width multiplier; these have one: \(families.sorted().joined(separator: ", "))")
        }
        let options = NetworkOptions(batch: batch.batch, height: input.size?.height, width: input.size?.width)
        return (try scaled.graph(name: "\(entry.name) ×\(width)", options: options), nil)
    }
}
