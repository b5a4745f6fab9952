import Foundation
import Swiftlet
import _SwiftletSystem

/// A picture that was asked for, or the reason why there is none.
enum PictureSource: Sendable {
    case file(FilePath)
    case standardInput
    case failure(any Error)

    /// What the arguments of `classify` name, folders walked, in order.
    static func all(_ arguments: [PathArgument]) -> [PictureSource] {
        arguments.flatMap { argument -> [PictureSource] in
            if isStandardInput(argument) { return [.standardInput] }
            do {
                return try ImageFiles.walk(argument.path).map { .file($0) }
            } catch {
                return [.failure(error)]
            }
        }
    }

    static func isStandardInput(_ argument: PathArgument) -> Bool { argument.path == "-" }

    /// What output calls the picture.
    var name: String {
        switch self {
        case .file(let path): path.printable
        case .standardInput: "-"
        case .failure: ""
        }
    }

    func decode(_ options: DecodingOptions) throws -> Image {
        switch self {
        case .file(let path):
            return try Image.decode(contentsOf: path, options: options)
        case .standardInput:
            let bytes = try Self.readStandardInput()
            return try bytes.withUnsafeBytes { try Image.decode($0, name: "standard input", options: options) }
        case .failure(let error):
            throw error
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
