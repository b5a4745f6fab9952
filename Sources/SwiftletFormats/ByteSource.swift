import _SwiftletSystem

/// The bytes of a file, loaded as they are needed, or bytes in memory.
struct ByteSource {
    let bytes: UnsafeRawBufferPointer

    /// Keeps the bytes alive.
    let owner: AnyObject

    /// The file's name in errors.
    let file: String
    private let contents: FileContents?

    init(_ bytes: UnsafeRawBufferPointer, owner: AnyObject, name: String) {
        self.bytes = bytes
        self.owner = owner
        file = name
        contents = nil
    }

    init(contentsOf path: FilePath) throws(FormatError) {
        let contents = try FileContents(path: path)
        self.contents = contents
        bytes = contents.bytes
        owner = contents
        file = path.printable
    }

    /// Loads the bytes in `range`, unless they are in memory.
    func load(_ range: Range<Int>) throws(FormatError) { try contents?.load(range) }

    func loadAll() throws(FormatError) { try contents?.loadAll() }

    /// Loads `range` and returns its bytes.
    /// - Precondition: the range lies within the file.
    func loaded(_ range: Range<Int>) throws(FormatError) -> UnsafeRawBufferPointer {
        try load(range)
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }
}
