import OrderedCollections
import SwiftletTensors

extension PyTorchCheckpoint {
    /// The tensors of the state dict in `root`, with labels and notes.
    /// - Parameter contents: Returns the bytes of a storage.
    static func checkpoint(
        _ root: PickleValue, _ heap: PickleHeap, _ source: ByteSource, _ options: CheckpointOptions,
        contents: (PickleHeap.Storage) throws(FormatError) -> UnsafeRawBufferPointer
    ) throws(FormatError) -> Checkpoint {
        let search = try StateDictSearch(root, heap, key: options.key, file: source.file)
        let candidate = try search.choose(options.movingAverage)
        let dictionary = heap.dictionaries[candidate.dictionary]
        let arguments = heap.storagesInCalls()

        // A few bytes of pickle can ask for another strided copy of a storage. Copies are limited in proportion to the file's
        // size, so that a small hostile file costs no more than a large one.
        var budget = 4 * source.bytes.count
        var weights = Weights()
        for (key, value) in dictionary {
            guard case .string(let key) = key else { continue }
            func error(_ reason: String) -> FormatError {
                FormatError(file: source.file, place: "tensor \(quoted(key))", reason: reason)
            }
            switch value {
            case .tensor(let index):
                guard case .view(let view) = heap.tensors[index], view.element.scalarType != nil else { continue }
                if let name = arguments[view.storage.key] {
                    throw error(
                        "is an argument of \(quoted(heap.names[name])), which could change it and is not executed")
                }
                weights[key] = try tensor(view, try contents(view.storage), source.owner, &budget, error)
            case .object(let index) where heap.objects[index].holdsTensors:
                throw error(
                    "would be made by \(quoted(heap.names[heap.objects[index].name])), which is not executed; in PyTorch, "
                        + "save it as a plain tensor")
            default: continue
            }
        }
        guard !weights.isEmpty else {
            throw FormatError(
                file: source.file,
                reason: "holds no tensor that can be read: "
                    + StateDictSearch.list(LeftOut(in: dictionary, heap).parts) { "\(quoted($0.path)) (\($0.kind))" })
        }
        return describe(search, candidate, heap, weights)
    }

    /// The weights with their labels and with notes on what was chosen and left out.
    private static func describe(
        _ search: StateDictSearch, _ candidate: StateDictSearch.Candidate, _ heap: PickleHeap, _ weights: Weights
    ) -> Checkpoint {
        let chain = search.dictionaries(to: candidate)
        let labels = chain.reversed().lazy.compactMap { part in Self.labels(in: heap.dictionaries[part.index], heap) }
            .first
        var leftOut = LeftOut()
        for (path, index, next) in chain where index != candidate.dictionary {
            leftOut.add(siblingsOf: next, in: heap.dictionaries[index], path, heap, labelsFound: labels != nil)
        }
        let path = search.path(candidate.node)
        leftOut.add(entriesOf: heap.dictionaries[candidate.dictionary], path, heap, labelsFound: labels != nil)

        var notes: [String] = []
        if candidate.isMovingAverage {
            notes.append("Took \(quoted(path)), an exponential moving average (EMA) of the weights.")
        } else if !path.isEmpty {
            notes.append("Took the state dict \(quoted(path)).")
        }
        if let note = leftOut.note { notes.append(note) }
        if !heap.names.isEmpty {
            notes.append("Skipped without executing it: " + StateDictSearch.list(heap.names, quoted) + ".")
        }
        return Checkpoint(
            weights: weights, labels: labels, isMovingAverage: candidate.isMovingAverage, notes: notes,
            leftOut: leftOut.parts.map(\.path))
    }

    /// The names of the classes, in a dictionary or in one of its dictionaries where training frameworks put them.
    private static func labels(
        in dictionary: OrderedDictionary<PickleHeap.Key, PickleValue>, _ heap: PickleHeap
    ) -> [String]? {
        for key in ClassLabels.keys {
            if let value = dictionary[.string(key)], let labels = ClassLabels.labels(value, heap) { return labels }
        }
        for key in ["meta", "dataset_meta", "hyper_parameters"] {
            guard case .dictionary(let index)? = dictionary[.string(key)] else { continue }
            for key in ClassLabels.keys {
                if let value = heap.dictionaries[index][.string(key)], let labels = ClassLabels.labels(value, heap) {
                    return labels
                }
            }
        }
        return nil
    }
}

extension PickleHeap {
    /// The storages among the arguments of unknown functions: from their key to the function's index among the names. Walks every
    /// container once.
    func storagesInCalls() -> [String: Int] {
        var found: [String: Int] = [:]
        var dictionaries: Set<Int> = []
        var lists: Set<Int> = []
        var tuples: Set<Int> = []
        for object in objects {
            var pending = object.arguments
            while let value = pending.popLast() {
                switch value {
                case .storage(let index): found[storages[index].key] = object.name
                case .tensor(let index):
                    if case .view(let view) = tensors[index] { found[view.storage.key] = object.name }
                case .dictionary(let index) where dictionaries.insert(index).inserted:
                    pending += self.dictionaries[index].values
                case .list(let index) where lists.insert(index).inserted,
                    .set(let index) where lists.insert(index).inserted:
                    pending += self.lists[index]
                case .tuple(let index) where tuples.insert(index).inserted: pending += self.tuples[index]
                default: break
                }
            }
        }
        return found
    }
}
