import Swiftlet
import _SwiftletSystem

/// What a command will write: looked at before it works for minutes, not after.
enum OutputPaths {
    /// - Parameters:
    ///   - files: Each will be made, or replaced, in a folder that has to be there.
    ///   - folder: Will be made where it is not there.
    /// - Throws: ``CommandError`` for what cannot be written, as far as that can be told beforehand.
    static func check(_ files: PathArgument?..., folder: PathArgument? = nil) throws {
        for case let file? in files {
            if file.endsInSlash { throw CommandError("\(file.text)/: names a folder, not a file to write") }
            // Makes the file that will take its place, and lets go of it.
            do {
                _ = try ReplacementFile(of: file.path)
            } catch {
                throw CommandError("\(file.text): \(error.reason)")
            }
        }
        if let folder { try checkFolder(folder.path) }
    }

    /// - Throws: ``CommandError`` where no folder can be made.
    static func checkFolder(_ path: FilePath) throws {
        var nearest = path
        while !Files.exists(nearest), nearest != nearest.folder { nearest = nearest.folder }
        if let reason = Files.reasonAgainstWriting(inFolder: nearest) {
            throw CommandError("\(path.printable): cannot be made a folder: \(reason)")
        }
    }
}
