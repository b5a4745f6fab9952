/// A dense row-major array of scalars in host memory, with value semantics.
public struct Tensor: Sendable {
    public let shape: Shape
    public let scalarType: ScalarType
    private var storage: TensorStorage
    private let byteOffset: Int

    /// A tensor of zeros.
    public init(zeros shape: Shape, scalarType: ScalarType = .float32) {
        self.shape = shape
        self.scalarType = scalarType
        storage = TensorStorage(byteCount: shape.count * scalarType.size)
        byteOffset = 0
    }

    /// A view of `storage` from `byteOffset`, without a copy.
    /// - Precondition: the storage holds the tensor's bytes from `byteOffset` on.
    public init(shape: Shape, scalarType: ScalarType, storage: TensorStorage, byteOffset: Int = 0) {
        precondition(
            byteOffset >= 0 && byteOffset <= storage.bytes.count
                && shape.count <= (storage.bytes.count - byteOffset) / scalarType.size,
            "a tensor of \(shape) \(scalarType) does not fit in its storage")
        self.shape = shape
        self.scalarType = scalarType
        self.storage = storage
        self.byteOffset = byteOffset
    }

    /// A float32 tensor of the given elements in row-major order.
    /// - Precondition: their number is `shape.count`.
    public init(_ elements: some Collection<Float>, shape: Shape) {
        precondition(elements.count == shape.count, "\(elements.count) elements for a tensor of \(shape)")
        self.init(zeros: shape)
        withUnsafeMutableBytes { bytes in
            _ = bytes.bindMemory(to: Float.self).initialize(from: elements)
        }
    }

    public var count: Int { shape.count }
    public var byteCount: Int { count * scalarType.size }

    /// The elements as bytes in row-major order, little-endian. They may be unaligned: read them with `loadUnaligned`.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        defer { extendLifetime(storage) }
        return try body(UnsafeRawBufferPointer(rebasing: storage.bytes[byteOffset..<byteOffset + byteCount]))
    }

    /// The same bytes for writing. Copies them first if another tensor shares them or they are a view.
    public mutating func withUnsafeMutableBytes<R, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        if !storage.isWritable || byteOffset != 0 || !isKnownUniquelyReferenced(&storage) {
            self = copy()
        }
        defer { extendLifetime(storage) }
        return try body(UnsafeMutableRawBufferPointer(rebasing: storage.bytes[byteOffset..<byteOffset + byteCount]))
    }

    /// The same elements with another shape.
    /// - Precondition: both shapes have the same number of elements.
    public func reshaped(_ shape: Shape) -> Tensor {
        precondition(shape.count == count, "\(self.shape) cannot be read as \(shape)")
        return Tensor(shape: shape, scalarType: scalarType, storage: storage, byteOffset: byteOffset)
    }

    private func copy() -> Tensor {
        let fresh = TensorStorage(byteCount: byteCount)
        withUnsafeBytes { fresh.bytes.copyMemory(from: $0) }
        return Tensor(shape: shape, scalarType: scalarType, storage: fresh)
    }
}
