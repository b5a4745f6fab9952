import SwiftletTensors

extension PyTorchCheckpoint {
    /// A tensor from the bytes of its storage.
    /// - Parameters:
    ///   - budget: The number of bytes that may still be copied.
    ///   - error: Makes an error that names the tensor and a reason.
    /// - Precondition: The view's element type is a `ScalarType`.
    static func tensor(
        _ view: PickleHeap.View, _ bytes: UnsafeRawBufferPointer, _ owner: AnyObject, _ budget: inout Int,
        _ error: (String) -> FormatError
    ) throws(FormatError) -> Tensor {
        let type = view.element.scalarType!
        let storage = view.storage
        let (storageSize, storageOverflow) = storage.count.multipliedReportingOverflow(by: storage.element.size)
        guard !storageOverflow, storageSize <= bytes.count else {
            throw error(
                "its storage \(quoted(storage.key)) should have \(storage.count) elements of \(storage.element.name) but has "
                    + "\(bytes.count) bytes")
        }
        // The part of the storage that the view may use; `capacity` counts elements of the view's type.
        let start = storage.range.lowerBound * storage.element.size
        let capacity = storage.range.count * storage.element.size / type.size
        guard let shape = Shape(exactly: view.extents),
            case let (size, overflow) = shape.count.multipliedReportingOverflow(by: type.size),
            !overflow
        else { throw error("has too many elements, or a negative extent: shape \(view.extents)") }
        guard !view.isNegated || type.isFloatingPoint else {
            throw error("is negated, but its elements are not floats")
        }
        guard view.offset >= 0, view.strides.allSatisfy({ $0 >= 0 }) else {
            throw error("has a negative offset or stride")
        }

        // The index after the last element of the view.
        var end = view.offset
        if shape.count > 0 {
            end = view.offset &+ 1
            for (extent, stride) in zip(view.extents, view.strides) {
                let (reach, tooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
                let (sum, carry) = end.addingReportingOverflow(reach)
                guard !tooFar, !carry else { throw error("reaches beyond its storage of \(capacity) elements") }
                end = sum
            }
        }
        guard view.offset <= capacity, end <= capacity else {
            throw error("reaches beyond its storage of \(capacity) elements")
        }
        if isContiguous(view), !view.isNegated {
            return Tensor(
                shape: shape, scalarType: type, storage: TensorStorage(viewing: bytes, owner: owner),
                byteOffset: start + view.offset * type.size)
        }
        guard size <= budget else {
            throw error("is a strided view that would need \(size) bytes, too many for a file of this size")
        }
        budget -= size
        var result = Tensor(zeros: shape, scalarType: type)
        let part = UnsafeRawBufferPointer(rebasing: bytes[start...])
        result.withUnsafeMutableBytes { destination in
            gather(view, from: part, to: destination)
            if view.isNegated { negate(destination, elementSize: type.size) }
        }
        return result
    }

    /// Whether the elements are contiguous in row-major order. The strides of axes with one element do not matter.
    private static func isContiguous(_ view: PickleHeap.View) -> Bool {
        guard !view.extents.contains(0) else { return true }
        var expected = 1
        for (extent, stride) in zip(view.extents, view.strides).reversed() where extent != 1 {
            if stride != expected { return false }
            expected *= extent
        }
        return true
    }

    /// Copies the elements of a view in row-major order. The bounds of the view must have been checked.
    private static func gather(
        _ view: PickleHeap.View, from source: UnsafeRawBufferPointer, to destination: UnsafeMutableRawBufferPointer
    ) {
        let size = view.element.size
        var index = Array(repeating: 0, count: view.extents.count)
        var offset = view.offset
        for position in stride(from: 0, to: destination.count, by: size) {
            UnsafeMutableRawBufferPointer(rebasing: destination[position..<position + size])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset * size..<(offset + 1) * size]))
            for axis in index.indices.reversed() {
                index[axis] += 1
                offset += view.strides[axis]
                if index[axis] < view.extents[axis] { break }
                offset -= index[axis] * view.strides[axis]
                index[axis] = 0
            }
        }
    }

    /// Flips the sign of little-endian floats.
    private static func negate(_ bytes: UnsafeMutableRawBufferPointer, elementSize: Int) {
        for last in stride(from: elementSize - 1, to: bytes.count, by: elementSize) { bytes[last] ^= 0x80 }
    }
}
