import ArgumentParser
import Swiftlet
import _System

/// A file or folder that the command line names, byte for byte as it came.
struct PathArgument: ExpressibleByArgument {
    let path: FilePath

    init?(argument: String) {
        guard let path = FilePath(bytes: ArgumentBytes.decoded(argument)) else { return nil }
        self.path = path
    }

    /// For people and in JSON: a byte that is not UTF-8 is `\xE9`.
    var text: String { path.printable }

    var defaultValueDescription: String { text }
    static var defaultCompletionKind: CompletionKind { .file() }
}
