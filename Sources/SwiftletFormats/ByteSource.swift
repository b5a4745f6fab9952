import _SwiftletSystem

/// Bytes that a reader takes apart: a file's, loaded as they are needed, or memory's.
struct ByteSource {
    let bytes: UnsafeRawBufferPointer

    /// What keeps the bytes alive.
    let owner: AnyObject

    /// What errors call the file.
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

    /// Makes sure that the bytes in `range` may be looked at.
    func load(_ range: Range<Int>) throws(FormatError) { try contents?.load(range) }

    func loadAll() throws(FormatError) { try contents?.loadAll() }

    /// Loads `range` and returns its bytes.
    /// - Precondition: the range lies within the file.
    func loaded(_ range: Range<Int>) throws(FormatError) -> UnsafeRawBufferPointer {
        try load(range)
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }
}
