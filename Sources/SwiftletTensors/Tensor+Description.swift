extension Tensor: CustomStringConvertible {
    /// The type and the shape, without the elements: `float32 32×3×3×3`.
    public var description: String { "\(scalarType) \(shape)" }
}

extension Weights: CustomStringConvertible {
    /// The number of tensors and of elements: `262 tensors, 4652008 elements`.
    public var description: String {
        let elements = reduce(0) { sum, tensor in
            let (total, overflow) = sum.addingReportingOverflow(tensor.value.count)
            return overflow ? .max : total
        }
        return "\(count) tensor\(count == 1 ? "" : "s"), \(elements) element\(elements == 1 ? "" : "s")"
    }
}
