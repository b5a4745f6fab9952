import Swiftlet
import SwiftletONNX
import _SwiftletSystem

/// A network that the command line names: one of the catalogue, or an ONNX file.
enum NamedNetwork {
    case catalogue(CatalogueEntry)
    case file(PathArgument)

    /// - Throws: ``CommandError`` or `ModelError` for a name that is neither.
    init(_ argument: PathArgument) throws {
        self = Self.isONNX(argument) ? .file(argument) : .catalogue(try Self.entry(argument, orONNX: true))
    }

    /// Whether a name is the path of an ONNX file. The catalogue's networks do not have such names.
    static func isONNX(_ name: PathArgument) -> Bool { name.path.ends(inLetters: ".onnx") }

    /// The network's name in output, before it is read.
    var name: String {
        switch self {
        case .catalogue(let entry): entry.name
        case .file(let file): file.text
        }
    }

    /// The network for a batch and an input size, by default its own. A file comes with its weights.
    func graph(batch: Int = 1, size: Size? = nil) throws -> (graph: Graph, file: ONNXFile?) {
        switch self {
        case .catalogue(let entry):
            let options = NetworkOptions(batch: batch, height: size?.height, width: size?.width)
            return (try entry.graph(options, for: nil), nil)
        case .file(let argument):
            let file = try ONNXFile(argument, batch: batch, size: size)
            return (file.graph, file)
        }
    }

    /// The catalogue's network of this name.
    ///
    /// - Parameter orONNX: Whether the command takes ONNX files too.
    /// - Throws: ``CommandError`` for a file's name, and `ModelError` for a name that the catalogue lacks.
    static func entry(_ name: PathArgument, orONNX: Bool = false) throws -> CatalogueEntry {
        if name.text.contains("/") || name.text.contains("."), !isInCatalogue(name.text), Files.exists(name.path) {
            throw CommandError("\(name.text): " + reason(against: name, orONNX: orONNX))
        }
        return try CatalogueEntry.named(name.text)
    }

    private static func isInCatalogue(_ name: String) -> Bool { (try? Catalogue.entry(name)) != nil }

    private static func reason(against file: PathArgument, orONNX: Bool) -> String {
        let lists = "a network has a name that 'swiftlet models' lists"
        if isONNX(file) { return "this command takes no ONNX files; \(lists)" }
        if file.path.ends(inLetters: ".safetensors") || WeightsFile.isCheckpoint(file.path) {
            return "is a file of weights, not a network; \(lists)"
        }
        return (orONNX ? "is a file whose name does not end in .onnx" : "is a file") + "; \(lists)"
    }
}
