/// The bytes of tensors: allocated here on a 64-byte boundary, or lent by an owner such as a file's contents.
///
/// Immutable once a second reference exists: a `Tensor` writes only to storage that it alone refers to.
public final class TensorStorage: @unchecked Sendable {
    /// The alignment of allocated storage in bytes: one cache line, one AVX-512 vector.
    public static let alignment = 64

    let bytes: UnsafeMutableRawBufferPointer
    private let owner: AnyObject?
    let isWritable: Bool

    /// Allocates zeroed bytes.
    public init(byteCount: Int) {
        bytes = .allocate(byteCount: byteCount, alignment: Self.alignment)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        owner = nil
        isWritable = true
    }

    /// A view of bytes that stay valid while `owner` lives. They may be unaligned and are never written.
    public init(viewing bytes: UnsafeRawBufferPointer, owner: AnyObject) {
        self.bytes = UnsafeMutableRawBufferPointer(mutating: bytes)
        self.owner = owner
        isWritable = false
    }

    deinit {
        if owner == nil { bytes.deallocate() }
    }
}
