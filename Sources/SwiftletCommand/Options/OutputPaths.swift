import Swiftlet
import _SwiftletSystem

/// The outputs of a command, checked before it works for minutes.
enum OutputPaths {
    /// - Parameters:
    ///   - files: Each will be made or replaced in an existing folder.
    ///   - folder: Will be made if it does not exist.
    /// - Throws: ``CommandError`` for an output that cannot be written, as far as this can be known beforehand.
    static func check(_ files: PathArgument?..., folder: PathArgument? = nil) throws {
        for case let file? in files {
            if file.endsInSlash { throw CommandError("\(file.text)/: names a folder, not a file to write") }
            // Makes the temporary file of the output, and removes it.
            do {
                _ = try ReplacementFile(of: file.path)
            } catch {
                throw CommandError("\(file.text): \(error.reason)")
            }
        }
        if let folder { try checkFolder(folder.path) }
    }

    /// - Throws: ``CommandError`` if the folder cannot be made.
    static func checkFolder(_ path: FilePath) throws {
        var nearest = path
        while !Files.exists(nearest), nearest != nearest.folder { nearest = nearest.folder }
        if let reason = Files.reasonAgainstWriting(inFolder: nearest) {
            throw CommandError("\(path.printable): cannot be made a folder: \(reason)")
        }
    }
}
