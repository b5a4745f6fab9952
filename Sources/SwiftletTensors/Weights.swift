import OrderedCollections

/// The parameters of a network: an ordered map from state-dict key (`features.0.0.weight`) to tensor.
public struct Weights: Sendable, Sequence {
    private var tensors: OrderedDictionary<String, Tensor>

    /// Free text stored with the tensors, such as safetensors' `__metadata__`.
    public var metadata: OrderedDictionary<String, String>

    public init(_ tensors: OrderedDictionary<String, Tensor> = [:], metadata: OrderedDictionary<String, String> = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    public subscript(_ path: String) -> Tensor? {
        get { tensors[path] }
        set { tensors[path] = newValue }
    }

    /// The state-dict keys, in order.
    public var paths: OrderedSet<String> { tensors.keys }
    public var count: Int { tensors.count }
    public var isEmpty: Bool { tensors.isEmpty }

    public func makeIterator() -> some IteratorProtocol<(key: String, value: Tensor)> {
        tensors.makeIterator()
    }

    /// The same tensors with other keys. Leaves out those for which `rename` returns nil.
    public func renamed(_ rename: (String) -> String?) -> Weights {
        var result = Weights(metadata: metadata)
        for (path, tensor) in tensors {
            if let renamed = rename(path) { result[renamed] = tensor }
        }
        return result
    }

    /// Converts every floating-point tensor to `type`; integers stay as they are.
    public func converted(to type: ScalarType) -> Weights {
        Weights(tensors.mapValues { $0.converted(to: type) }, metadata: metadata)
    }
}
