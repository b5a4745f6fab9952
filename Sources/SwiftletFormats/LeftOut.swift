import OrderedCollections

/// The parts of a checkpoint beside the tensors that were taken, as paths of keys.
struct LeftOut {
    /// Paths with the kinds of their values: “a tensor”, “a dictionary”.
    private(set) var parts: [(path: String, kind: String)] = []

    /// The number of parts, listed or not.
    private var count = 0

    /// The most parts that are listed.
    static let limit = 1000

    init() {}

    init(in dictionary: OrderedDictionary<PickleHeap.Key, PickleValue>, _ heap: PickleHeap) {
        add(entriesOf: dictionary, "", heap, labelsFound: false)
    }

    /// Adds the entries of a dictionary on the path to the state dict, except the one on the path.
    mutating func add(
        siblingsOf next: PickleHeap.Key?, in dictionary: OrderedDictionary<PickleHeap.Key, PickleValue>, _ path: String,
        _ heap: PickleHeap, labelsFound: Bool
    ) {
        for (key, value) in dictionary where key != next { add(key, value, path, heap, labelsFound) }
    }

    /// Adds the entries of the state dict that are not among the weights.
    mutating func add(
        entriesOf dictionary: OrderedDictionary<PickleHeap.Key, PickleValue>, _ path: String, _ heap: PickleHeap,
        labelsFound: Bool
    ) {
        for (key, value) in dictionary {
            if case .string = key, case .tensor(let index) = value, case .view(let view) = heap.tensors[index],
                view.element.scalarType != nil
            {
                continue
            }
            add(key, value, path, heap, labelsFound)
        }
    }

    private mutating func add(
        _ key: PickleHeap.Key, _ value: PickleValue, _ path: String, _ heap: PickleHeap, _ labelsFound: Bool
    ) {
        if labelsFound, case .string(let name) = key, ClassLabels.keys.contains(name) { return }
        count += 1
        guard parts.count < Self.limit else { return }
        let name = key.text ?? "?"
        parts.append((path.isEmpty ? name : path + "." + name, kind(value, heap)))
    }

    private func kind(_ value: PickleValue, _ heap: PickleHeap) -> String {
        switch value {
        case .tensor(let index):
            switch heap.tensors[index] {
            case .view(let view): view.element.scalarType == nil ? "a tensor of \(view.element.name)" : "a tensor"
            case .other(let kind): "a tensor that is \(kind)"
            }
        case .object(let index): quoted(heap.names[heap.objects[index].name])
        default: value.kind
        }
    }

    /// A sentence for people; nil if nothing was left out.
    var note: String? {
        guard count > 0 else { return nil }
        var items = parts.prefix(8).map { "\(quoted($0.path)) (\($0.kind))" }.joined(separator: ", ")
        // Counts those beyond the limit too.
        if count > 8 { items += " and \(count - 8) more" }
        return "Left out: \(items)."
    }
}
