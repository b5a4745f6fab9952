extension StateDictSearch {
    /// The state dict among the candidates.
    /// - Throws: ``FormatError`` if there is none, if several are equally likely, or if the wanted kind is absent.
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
            // An average under a known name belongs to the weights beside it, even if its own dictionary is deeper.
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
                    "holds several state dicts: \(describe(best)); choose one by its key"
            )
        }
        // Loose tensors are not the network if the network itself cannot be read.
        if rank == Self.looseRank, let hidden = hiddenTensors() { throw hidden }
        return best[0]
    }

    private func describe(_ candidates: [Candidate]) -> String {
        Self.list(candidates) {
            "\(quoted(path($0.node))) (\($0.tensorCount) \($0.tensorCount == 1 ? "tensor" : "tensors"))"
        }
    }

    /// Descriptions of at most eight of `items`, and the number of the others.
    static func list<Items: Collection>(_ items: Items, _ describe: (Items.Element) -> String) -> String {
        let shown = items.prefix(8).map(describe).joined(separator: ", ")
        return items.count > 8 ? "\(shown) and \(items.count - 8) more" : shown
    }

    /// The path of keys to a node, separated by dots; empty for the root.
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

    /// The dictionaries from the root to the candidate, each with its path and the key of the next one; nil for the last.
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
                    "holds an object of \(quoted(heap.names[heap.objects[index].name])) instead of a state dict; "
                    + "nothing was executed")
        case let other: return FormatError(file: file, reason: "holds \(other.kind) instead of a state dict")
        }
        return FormatError(file: file, reason: "holds no state dict: no dictionary that contains a tensor")
    }

    /// The error for tensors in an object that only its own code can make; nil if there are none.
    private func hiddenTensors() -> FormatError? {
        if let model = heap.objects.first(where: \.isModule) {
            return FormatError(
                file: file,
                reason:
                    "holds a whole pickled model of the class \(quoted(heap.names[model.name])), which only its Python code can "
                    + "make, and nothing is executed here; in PyTorch, save its state dict instead: "
                    + "torch.save(model.state_dict(), path)")
        }
        guard let object = heap.objects.first(where: \.holdsTensors) else { return nil }
        return FormatError(
            file: file,
            reason:
                "has its tensors in an object that only \(quoted(heap.names[object.name])) can make, which is not executed; "
                + "in PyTorch, save a plain dictionary of the tensors instead")
    }
}
