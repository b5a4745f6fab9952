import SwiftletFormats
import SwiftletTensors

/// A tensor that the file holds, or that is computed from such tensors: a weight, or numbers for shapes.
struct Constant {
    /// The value's name in the file.
    var name: String
    var tensor: Tensor
    /// The steps that made it from the initializer of that name, in short. Constants with the same name and history are the same
    /// parameter.
    var history = ""
    /// The initializer's own name, if `name` comes from an identity.
    var origin: String
    /// Whether the numbers depend on the height or the width of a map.
    var isOfSize = false

    var extents: [Int] { tensor.shape.extents }

    /// A longer list holds weights, and is not computed with.
    static let arithmeticLimit = 1 << 13

    /// The elements of an integer or boolean tensor. Nil for other tensors and for long ones.
    var integers: [Int]? {
        guard !tensor.scalarType.isFloatingPoint, tensor.count <= Self.arithmeticLimit else { return nil }
        return tensor.withUnsafeBytes { bytes in
            (0..<tensor.count).map { i in
                switch tensor.scalarType {
                case .int64: Int(bytes.loadUnaligned(fromByteOffset: i * 8, as: Int64.self))
                case .int32: Int(bytes.loadUnaligned(fromByteOffset: i * 4, as: Int32.self))
                case .int16: Int(bytes.loadUnaligned(fromByteOffset: i * 2, as: Int16.self))
                case .int8: Int(Int8(bitPattern: bytes[i]))
                default: Int(bytes[i])
                }
            }
        }
    }

    /// The elements as doubles. Nil for long tensors.
    var numbers: [Double]? {
        guard tensor.count <= Self.arithmeticLimit else { return nil }
        if let integers { return integers.map(Double.init) }
        guard tensor.scalarType == .float64 else { return tensor.floats().map(Double.init) }
        return tensor.withUnsafeBytes { bytes in
            (0..<tensor.count).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
        }
    }

    /// The number in a tensor of one element.
    var scalar: Double? { tensor.count == 1 ? numbers?[0] : nil }

    /// The same elements in another shape of the same count.
    func reshaped(_ extents: [Int]) -> Constant {
        guard extents != self.extents else { return self }
        var result = self
        result.tensor = tensor.reshaped(Shape(extents))
        return result
    }

    /// The elements with their axes in another order.
    /// - Precondition: `axes` is a permutation.
    func transposed(_ axes: [Int]) -> Constant {
        let shape = extents
        let result = axes.map { shape[$0] }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in strides.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        let steps = axes.map { strides[$0] }
        let size = tensor.scalarType.size
        var output = Tensor(zeros: Shape(result), scalarType: tensor.scalarType)
        tensor.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { destination in
                var index = [Int](repeating: 0, count: result.count)
                var offset = 0
                for i in 0..<tensor.count {
                    for byte in 0..<size { destination[i * size + byte] = source[offset * size + byte] }
                    for axis in index.indices.reversed() {
                        index[axis] += 1
                        offset += steps[axis]
                        if index[axis] < result[axis] { break }
                        offset -= steps[axis] * result[axis]
                        index[axis] = 0
                    }
                }
            }
        }
        return with(output, ".transposed\(axes)")
    }

    /// A float32 tensor of the function's values.
    /// - Parameter what: A word for the history.
    func mapping(_ what: String, _ function: (Float) -> Float) -> Constant {
        with(Tensor(tensor.floats().map(function), shape: tensor.shape), ".\(what)")
    }

    /// A matrix's columns, or a vector's elements, in the graph's order of features.
    func columns(_ order: FeatureOrder) -> Constant {
        let size = tensor.scalarType.size
        let count = order.places.count
        var output = Tensor(zeros: tensor.shape, scalarType: tensor.scalarType)
        tensor.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { destination in
                for row in 0..<tensor.count / max(1, count) {
                    for (column, place) in order.places.enumerated() {
                        let (from, to) = ((row * count + column) * size, (row * count + place) * size)
                        for byte in 0..<size { destination[to + byte] = source[from + byte] }
                    }
                }
            }
        }
        return with(output, ".ordered\(order.number)")
    }

    /// Another tensor that was made from this one.
    func with(_ tensor: Tensor, _ step: String) -> Constant {
        var result = self
        result.tensor = tensor
        result.history += step
        return result
    }
}

extension Constant {
    init(name: String, tensor: Tensor, history: String = "") {
        self.init(name: name, tensor: tensor, history: history, origin: name)
    }

    init(name: String, integers: [Int], extents: [Int]) {
        var tensor = Tensor(zeros: Shape(extents), scalarType: .int64)
        tensor.withUnsafeMutableBytes { bytes in
            for (i, value) in integers.enumerated() {
                bytes.storeBytes(of: Int64(value), toByteOffset: i * 8, as: Int64.self)
            }
        }
        self.init(name: name, tensor: tensor)
    }

    init(name: String, numbers: [Double], extents: [Int]) {
        self.init(name: name, tensor: Tensor(numbers.map { Float($0) }, shape: Shape(extents)))
    }
}
