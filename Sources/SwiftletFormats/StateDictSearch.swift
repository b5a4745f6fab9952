import OrderedCollections

/// Finds the dictionaries of tensors in what a checkpoint's pickle left, and chooses the one that is meant.
///
/// What training scripts save has the state dict under one of a few names, beside the epoch, the optimizer's state, loose tensors such
/// as the best accuracy, and often a second state dict, the moving average of the first. The rules, first to last:
///
/// 1. What trains (optimizers, schedules, random states) is not searched.
/// 2. Dictionaries whose keys look like those of parameters come before others, and known names before unknown ones.
/// 3. Of equals, the moving average is taken or left as the options say.
/// 4. If several are left, none is taken: that is an error that lists them.
struct StateDictSearch {
    /// A dictionary with tensors in it.
    struct Candidate {
        let node: Int
        let dictionary: Int
        let tensorCount: Int
        let isMovingAverage: Bool

        /// How likely it is meant: 0 the most.
        let rank: Int
    }

    /// A dictionary, list or tuple, and where it was found.
    private struct Node {
        let value: PickleValue
        let parent: Int
        let key: PickleHeap.Key
        let depth: Int
        let names: StateDictNames
    }

    /// The rank of dictionaries that look like metrics rather than parameters and have no known name.
    static let looseRank = 4
    private static let depthLimit = 8

    private let heap: PickleHeap
    private let file: String
    private var nodes: [Node] = []

    /// The node that the search starts from.
    private var start = 0
    private(set) var candidates: [Candidate] = []

    /// Searches `root`; with a key, what it leads to, which may then be a part that trains too.
    init(_ root: PickleValue, _ heap: PickleHeap, key: String?, file: String) throws(FormatError) {
        self.heap = heap
        self.file = file
        nodes.append(Node(value: root, parent: -1, key: .integer(0), depth: 0, names: .init()))
        if let key, !key.isEmpty { try follow(key) }
        start = nodes.count - 1
        search()
    }

    // MARK: Walking

    /// Goes to what a path of keys leads to. Keys may have dots in them: at every step the shortest that exists is tried first.
    private mutating func follow(_ path: String) throws(FormatError) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= Self.depthLimit * 4, path.utf8.count <= 4096 else {
            throw FormatError(file: file, reason: "the key \(quoted(path)) has too many parts")
        }
        var start = 0
        while start < parts.count {
            var end = start + 1
            while end <= parts.count {
                let name = parts[start..<end].joined(separator: ".")
                if let (key, value) = child(of: nodes[nodes.count - 1].value, name) {
                    nodes.append(
                        Node(
                            value: value, parent: nodes.count - 1, key: key, depth: 0,
                            names: nodes[nodes.count - 1].names.adding(key)))
                    break
                }
                end += 1
            }
            guard end <= parts.count else {
                let place = start == 0 ? "" : " in " + quoted(parts[..<start].joined(separator: "."))
                throw FormatError(
                    file: file,
                    reason: "has no key \(quoted(parts[start...].joined(separator: ".")))\(place); there are "
                        + Self.list(keys(of: nodes[nodes.count - 1].value), quoted))
            }
            start = end
        }
    }

    private func child(of value: PickleValue, _ name: String) -> (PickleHeap.Key, PickleValue)? {
        switch value {
        case .dictionary(let index):
            if let value = heap.dictionaries[index][.string(name)] { return (.string(name), value) }
            guard let number = Int(name), let value = heap.dictionaries[index][.integer(number)] else { return nil }
            return (.integer(number), value)
        default:
            guard let elements = heap.elements(value), let number = Int(name), elements.indices.contains(number) else {
                return nil
            }
            return (.integer(number), elements[number])
        }
    }

    private func keys(of value: PickleValue) -> [String] {
        guard case .dictionary(let index) = value else { return [] }
        return heap.dictionaries[index].keys.lazy.compactMap(\.text)
    }

    /// Walks breadth first, each container once, so that a shared one has its shortest path.
    private mutating func search() {
        var dictionaries: Set<Int> = []
        var lists: Set<Int> = []
        var tuples: Set<Int> = []
        var position = start
        while position < nodes.count {
            let node = nodes[position]
            switch node.value {
            case .dictionary(let index) where dictionaries.insert(index).inserted:
                examine(index, position)
                guard node.depth < Self.depthLimit, !isOptimizer(index) || position == start else { break }
                for (key, value) in heap.dictionaries[index] where value.isContainer {
                    guard !key.isOfTraining else { continue }
                    nodes.append(child(position, key, value))
                }
            case .list(let index) where lists.insert(index).inserted:
                addElements(heap.lists[index], position)
            case .tuple(let index) where tuples.insert(index).inserted:
                addElements(heap.tuples[index], position)
            default: break
            }
            position += 1
        }
    }

    private func child(_ parent: Int, _ key: PickleHeap.Key, _ value: PickleValue) -> Node {
        Node(
            value: value, parent: parent, key: key, depth: nodes[parent].depth + 1,
            names: nodes[parent].names.adding(key))
    }

    private mutating func addElements(_ elements: [PickleValue], _ position: Int) {
        guard nodes[position].depth < Self.depthLimit else { return }
        for (i, value) in elements.enumerated() where value.isContainer {
            nodes.append(child(position, .integer(i), value))
        }
    }

    private mutating func examine(_ index: Int, _ node: Int) {
        var count = 0
        var looksLikeParameters = false
        for (key, value) in heap.dictionaries[index] {
            guard case .string(let key) = key else { continue }
            switch value {
            case .tensor: count += 1
            // A parameter that only unknown code can make: its dictionary is a state dict, though not a readable one.
            case .object(let object)
            where heap.objects[object].holdsTensors && StateDictNames.looksLikeParameter(key):
                count += 1
            default: continue
            }
            if !looksLikeParameters { looksLikeParameters = StateDictNames.looksLikeParameter(key) }
        }
        guard count > 0 else { return }
        let names = nodes[node].names
        let rank: Int =
            if looksLikeParameters {
                names.areAllKnown ? 0 : names.startsKnown ? 1 : names.endsKnown ? 2 : 3
            } else {
                names.startsKnown || names.endsKnown ? 3 : Self.looseRank
            }
        candidates.append(
            Candidate(
                node: node, dictionary: index, tensorCount: count, isMovingAverage: names.hasMovingAverage, rank: rank))
    }

    /// Whether a dictionary is an optimizer's state dict, whose tensors have the sizes of parameters but are none.
    private func isOptimizer(_ index: Int) -> Bool {
        let dictionary = heap.dictionaries[index]
        return dictionary[.string("param_groups")] != nil && dictionary[.string("state")] != nil
    }

    // MARK: Choosing

    func choose(_ movingAverage: CheckpointOptions.MovingAverage) throws(FormatError) -> Candidate {
        let averages = candidates.filter(\.isMovingAverage)
        let plain = candidates.filter { !$0.isMovingAverage }
        guard !candidates.isEmpty else { throw nothingFound() }
        let pool: [Candidate]
        switch movingAverage {
        case .required:
            guard !averages.isEmpty else {
                throw FormatError(
                    file: file, reason: "has no moving average (EMA) of the weights, but " + describe(plain))
            }
            pool = averages
        case .never:
            guard !plain.isEmpty else {
                throw FormatError(
                    file: file, reason: "has only a moving average (EMA) of the weights: " + describe(averages))
            }
            pool = plain
        case .automatic:
            // An average under a known name stands beside its weights, however deep its own dictionary lies.
            let average = averages.map(\.rank).min() ?? .max
            let weights = plain.map(\.rank).min() ?? .max
            pool = average <= max(weights, 1) ? averages : plain
        }
        let rank = pool.map(\.rank).min()!
        let best = pool.filter { $0.rank == rank }
        guard best.count == 1 else {
            throw FormatError(
                file: file,
                reason:
                    "holds several state dicts and does not say which is meant: \(describe(best)); choose one by its key"
            )
        }
        // Loose tensors beside a network that cannot be read are not the network.
        if rank == Self.looseRank, let hidden = hiddenTensors() { throw hidden }
        return best[0]
    }

    private func describe(_ candidates: [Candidate]) -> String {
        Self.list(candidates) {
            "\(quoted(path($0.node))) (\($0.tensorCount) \($0.tensorCount == 1 ? "tensor" : "tensors"))"
        }
    }

    /// At most eight of `items`, and how many more there are.
    static func list<Items: Collection>(_ items: Items, _ describe: (Items.Element) -> String) -> String {
        let shown = items.prefix(8).map(describe).joined(separator: ", ")
        return items.count > 8 ? "\(shown) and \(items.count - 8) more" : shown
    }

    /// The keys that lead to a node, dots between them; empty for the root.
    func path(_ node: Int) -> String {
        chain(node).dropFirst().map { nodes[$0].key.text ?? "?" }.joined(separator: ".")
    }

    /// The nodes from the root to `node`.
    private func chain(_ node: Int) -> [Int] {
        var chain: [Int] = []
        var node = node
        while node >= 0 {
            chain.append(node)
            node = nodes[node].parent
        }
        return chain.reversed()
    }

    /// The dictionaries from the root to the one that was chosen, each with its path and the key that leads on; none for the last.
    func dictionaries(to candidate: Candidate) -> [(path: String, index: Int, next: PickleHeap.Key?)] {
        let chain = chain(candidate.node)
        return chain.indices.compactMap { i in
            guard case .dictionary(let index) = nodes[chain[i]].value else { return nil }
            return (path(chain[i]), index, i + 1 < chain.count ? nodes[chain[i + 1]].key : nil)
        }
    }

    // MARK: Finding nothing

    private func nothingFound() -> FormatError {
        if let hidden = hiddenTensors() { return hidden }
        switch nodes[start].value {
        case .dictionary: break
        case .object(let index):
            return FormatError(
                file: file,
                reason:
                    "holds what \(quoted(heap.names[heap.objects[index].name])) would make, instead of a state dict; "
                    + "it was not executed")
        case let other: return FormatError(file: file, reason: "holds \(other.kind) instead of a state dict")
        }
        return FormatError(file: file, reason: "holds no state dict: no dictionary with a tensor in it")
    }

    /// The error that tensors lie in an object that only its own code can make, if one does.
    private func hiddenTensors() -> FormatError? {
        if let model = heap.objects.first(where: \.isModule) {
            return FormatError(
                file: file,
                reason:
                    "holds a whole pickled model of the class \(quoted(heap.names[model.name])), which only its own Python "
                    + "code can make, and nothing is executed here; in PyTorch, save its state dict instead: "
                    + "torch.save(model.state_dict(), path)")
        }
        guard let object = heap.objects.first(where: \.holdsTensors) else { return nil }
        return FormatError(
            file: file,
            reason:
                "has its tensors in an object that \(quoted(heap.names[object.name])) would make, which is not executed; "
                + "in PyTorch, save a plain dictionary of them instead")
    }
}

extension PickleValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .dictionary, .list, .tuple: true
        default: false
        }
    }
}

extension PickleHeap.Key {
    /// The key as text, unless it is one that nobody looks up.
    var text: String? {
        switch self {
        case .string(let string): string
        case .integer(let integer): String(integer)
        case .other: nil
        }
    }
}
