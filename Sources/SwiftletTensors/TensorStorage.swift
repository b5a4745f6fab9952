/// Bytes that a tensor views: allocated here on a 64-byte boundary, or lent by an owner such as a mapped file.
///
/// Immutable once a second reference exists: `Tensor` writes only to storage that it holds alone.
public final class TensorStorage: @unchecked Sendable {
    /// The alignment of what ``init(byteCount:)`` allocates: one cache line, one AVX-512 vector.
    public static let alignment = 64

    let bytes: UnsafeMutableRawBufferPointer
    private let owner: AnyObject?
    let isWritable: Bool

    /// Zeroed bytes of its own.
    public init(byteCount: Int) {
        bytes = .allocate(byteCount: byteCount, alignment: Self.alignment)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        owner = nil
        isWritable = true
    }

    /// A view of bytes that live as long as `owner` does. They need no alignment and are never written.
    public init(viewing bytes: UnsafeRawBufferPointer, owner: AnyObject) {
        self.bytes = UnsafeMutableRawBufferPointer(mutating: bytes)
        self.owner = owner
        isWritable = false
    }

    deinit {
        if owner == nil { bytes.deallocate() }
    }
}
