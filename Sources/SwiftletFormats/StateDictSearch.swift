import OrderedCollections

/// Finds the dictionaries of tensors in a checkpoint and chooses the state dict.
///
/// Training scripts save the state dict under one of a few names. Beside it are the epoch, the optimizer's state, loose tensors such
/// as the best accuracy, and often a second state dict, the moving average of the first. The rules, in this order:
///
/// 1. The state of training (optimizers, schedules, random states) is not searched.
/// 2. Dictionaries whose keys look like parameters come before others, and known names before unknown ones.
/// 3. The options decide between the moving average and the weights themselves.
/// 4. If several dictionaries remain, that is an error that lists them.
struct StateDictSearch {
    /// A dictionary that contains tensors.
    struct Candidate {
        let node: Int
        let dictionary: Int
        let tensorCount: Int
        let isMovingAverage: Bool

        /// How likely it is the state dict; 0 is the most likely.
        let rank: Int
    }

    /// A dictionary, list or tuple, and the place where it was found.
    struct Node {
        let value: PickleValue
        let parent: Int
        let key: PickleHeap.Key
        let depth: Int
        let names: StateDictNames
    }

    /// The rank of a dictionary without a known name that looks like metrics rather than parameters.
    static let looseRank = 4
    private static let depthLimit = 8

    let heap: PickleHeap
    let file: String
    private(set) var nodes: [Node] = []

    /// The node that the search starts from.
    private(set) var start = 0
    private(set) var candidates: [Candidate] = []

    /// Searches `root`, or the value that `key` leads to. That value may be a state of training too.
    init(_ root: PickleValue, _ heap: PickleHeap, key: String?, file: String) throws(FormatError) {
        self.heap = heap
        self.file = file
        nodes.append(Node(value: root, parent: -1, key: .integer(0), depth: 0, names: .init()))
        if let key, !key.isEmpty { try follow(key) }
        start = nodes.count - 1
        search()
    }

    // MARK: Walking

    /// Follows a path of keys. Keys may contain dots: each step takes the shortest key that exists.
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

    /// Visits every container once, breadth first, so that a shared one gets its shortest path.
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
            // A parameter that only unknown code can make. Its dictionary is a state dict, although it cannot be read.
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

    /// Whether a dictionary is an optimizer's state dict: its tensors have the sizes of parameters, but are not parameters.
    private func isOptimizer(_ index: Int) -> Bool {
        let dictionary = heap.dictionaries[index]
        return dictionary[.string("param_groups")] != nil && dictionary[.string("state")] != nil
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
    /// The key as text; nil for a key that is neither a string nor an integer.
    var text: String? {
        switch self {
        case .string(let string): string
        case .integer(let integer): String(integer)
        case .other: nil
        }
    }
}
