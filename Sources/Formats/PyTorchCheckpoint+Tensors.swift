import OrderedCollections
import Tensors

extension PyTorchCheckpoint {
    /// The tensors of the state dict in `root`.
    /// - Parameter contents: the bytes of a storage.
    static func weights(
        _ root: PickleValue, _ heap: PickleHeap, owner: AnyObject, file: String, fileSize: Int,
        contents: (PickleHeap.Storage) throws(FormatError) -> UnsafeRawBufferPointer
    ) throws(FormatError) -> Weights {
        // A few bytes of pickle can ask for another strided copy of a storage. What is copied together is bounded by
        // the size of the file, so that hostile files cost no more than large ones.
        var budget = 4 * fileSize
        var result = Weights()
        for (key, value) in try stateDict(root, heap, file: file) {
            guard case .string(let key) = key, case .tensor(let index) = value else { continue }
            let view = heap.views[index]
            let bytes = try contents(view.storage)
            do throws(Reason) {
                result[key] = try tensor(view, bytes, owner: owner, budget: &budget)
            } catch {
                throw FormatError(file: file, place: "tensor \(quoted(key))", reason: error.text)
            }
        }
        return result
    }

    /// The dictionary that holds tensors: `root` or one that it leads to.
    private static func stateDict(
        _ root: PickleValue, _ heap: PickleHeap, file: String
    ) throws(FormatError) -> OrderedDictionary<PickleHeap.Key, PickleValue> {
        var value = root
        for _ in 0...nestingLimit {
            guard case .dictionary(let index) = value else {
                throw FormatError(file: file, reason: "holds \(value.kind) instead of a state dict")
            }
            let dictionary = heap.dictionaries[index]
            let hasTensors = dictionary.contains { key, value in
                if case .string = key, case .tensor = value { true } else { false }
            }
            if hasTensors { return dictionary }
            guard let next = stateDictKeys.lazy.compactMap({ dictionary[.string($0)] }).first else { break }
            value = next
        }
        throw FormatError(file: file, reason: "holds no state dict: no dictionary with a tensor in it")
    }

    private struct Reason: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    private static func tensor(
        _ view: PickleHeap.View, _ bytes: UnsafeRawBufferPointer, owner: AnyObject, budget: inout Int
    ) throws(Reason) -> Tensor {
        let (type, capacity) = (view.storage.type, view.storage.count)
        let (storageSize, storageOverflow) = capacity.multipliedReportingOverflow(by: type.size)
        guard !storageOverflow, storageSize <= bytes.count else {
            throw Reason(
                "its storage \(quoted(view.storage.key)) should have \(capacity) elements of \(type) and has \(bytes.count) bytes"
            )
        }
        guard let shape = Shape(exactly: view.extents),
            case let (size, overflow) = shape.count.multipliedReportingOverflow(by: type.size),
            !overflow
        else { throw Reason("has too many elements, or a negative extent: shape \(view.extents)") }
        guard view.offset >= 0, view.strides.allSatisfy({ $0 >= 0 }) else {
            throw Reason("has a negative offset or stride")
        }

        // One past the last element that the view reaches.
        var end = view.offset
        if shape.count > 0 {
            end = view.offset &+ 1
            for (extent, stride) in zip(view.extents, view.strides) {
                let (reach, tooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
                let (sum, carry) = end.addingReportingOverflow(reach)
                guard !tooFar, !carry else { throw Reason("reaches beyond its storage of \(capacity) elements") }
                end = sum
            }
        }
        guard view.offset <= capacity, end <= capacity else {
            throw Reason("reaches beyond its storage of \(capacity) elements")
        }
        if isContiguous(view) {
            return Tensor(
                shape: shape, scalarType: type, storage: TensorStorage(viewing: bytes, owner: owner),
                byteOffset: view.offset * type.size)
        }
        guard size <= budget else {
            throw Reason("is a strided view that would need \(size) bytes, too many for such a file")
        }
        budget -= size
        var result = Tensor(zeros: shape, scalarType: type)
        result.withUnsafeMutableBytes { destination in
            gather(view, from: bytes, to: destination)
        }
        return result
    }

    /// Whether the elements follow each other in row-major order. The strides of axes of one element do not matter.
    private static func isContiguous(_ view: PickleHeap.View) -> Bool {
        guard !view.extents.contains(0) else { return true }
        var expected = 1
        for (extent, stride) in zip(view.extents, view.strides).reversed() where extent != 1 {
            if stride != expected { return false }
            expected *= extent
        }
        return true
    }

    /// Copies the elements of a view together in row-major order. Its bounds have been checked.
    private static func gather(
        _ view: PickleHeap.View, from source: UnsafeRawBufferPointer, to destination: UnsafeMutableRawBufferPointer
    ) {
        let size = view.storage.type.size
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
}
