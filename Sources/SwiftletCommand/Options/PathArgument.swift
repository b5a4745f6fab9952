import ArgumentParser
import Swiftlet
import _SwiftletSystem

/// A file or folder of the command line, byte for byte.
struct PathArgument: ExpressibleByArgument {
    let path: FilePath
    /// Whether it ends in a slash, as a folder may.
    let endsInSlash: Bool

    init?(argument: String) {
        let bytes = ArgumentBytes.decoded(argument)
        guard let path = FilePath(bytes: bytes) else { return nil }
        self.path = path
        endsInSlash = bytes.last == UInt8(ascii: "/")
    }

    /// For people and in JSON: a byte that is not UTF-8 is `\xE9`.
    var text: String { path.printable }

    var defaultValueDescription: String { text }
    static var defaultCompletionKind: CompletionKind { .file() }
}
