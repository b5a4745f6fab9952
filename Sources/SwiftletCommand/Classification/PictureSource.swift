import Foundation
import Swiftlet
import _SwiftletSystem

/// The pictures that the command line asks for.
enum PictureSource {
    /// What the arguments of `classify` name, folders walked, in order.
    static func all(_ arguments: [PathArgument]) -> [Classifier.Source] {
        arguments.flatMap { argument -> [Classifier.Source] in
            if isStandardInput(argument) { return [standardInput] }
            do {
                return try ImageFiles.walk(argument.path).map { .file($0) }
            } catch {
                return [.failure(error)]
            }
        }
    }

    static func isStandardInput(_ argument: PathArgument) -> Bool { argument.path == "-" }

    private static var standardInput: Classifier.Source {
        Classifier.Source(name: "-") { options in
            let bytes = try readStandardInput()
            return try bytes.withUnsafeBytes { try Image.decode($0, name: "standard input", options: options) }
        }
    }

    /// More than any picture needs; a pipe without an end must not fill the memory.
    private static let standardInputLimit = 256 << 20

    private static func readStandardInput() throws -> [UInt8] {
        guard isatty(STDIN_FILENO) == 0 else {
            throw CommandError(
                "standard input: is a terminal; send a picture into it, as in 'swiftlet classify - < photo.jpg'")
        }
        var bytes: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { chunk.deallocate() }
        while true {
            let count = retrying { read(STDIN_FILENO, chunk.baseAddress, chunk.count) }
            guard count >= 0 else {
                // Nobody gave one: `<&-`.
                let reason = errno == EBADF ? "is closed" : systemReason()
                throw CommandError("standard input: \(reason)")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            guard bytes.count <= standardInputLimit else {
                throw CommandError("standard input: longer than \(standardInputLimit >> 20) MiB")
            }
        }
    }
}
