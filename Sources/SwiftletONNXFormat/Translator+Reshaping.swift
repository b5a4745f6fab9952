import SwiftletGraphs
import SwiftletTensors

// Reshapes of transposed values.
extension Translator {
    func reshape(_ view: View, to extents: [Int]) throws(ONNXError) -> View {
        if view.features != nil {
            if extents == view.extents { return view }
            throw error("reshapes rows that were flattened channels last to \(Shape(extents))")
        }
        guard let axes = view.axes else { return View(base: view.base, shape: extents) }
        if let result = regrouped(view, axes, to: extents) { return result }
        let shape = graph.shape(of: view.base)
        // ShuffleNet §3.1: [n, groups, channels / groups, …] with the two middle axes exchanged.
        if shape.rank == 4, view.shape.count >= 3, axes == [0, 2, 1] + Array(3..<max(3, axes.count)),
            view.shape[0] == shape[0], view.shape[1] * view.shape[2] == shape[1]
        {
            let shuffled = try emit(.channelShuffle(groups: view.shape[1]), [view.base])
            return View(base: shuffled, shape: extents)
        }
        if shape.rank == 4, view.shape == shape.extents, axes.first == 0, extents.count == 2, extents[0] == shape[0] {
            return try rows(view.base, axes: axes)
        }
        throw error(
            "reshapes a value that was transposed to \(Shape(view.extents)); only channel shuffles and flattening are "
                + "supported there")
    }

    /// A map flattened with its axes in another order.
    private func rows(_ map: ValueID, axes: [Int]) throws(ONNXError) -> View {
        let shape = graph.shape(of: map).extents
        var steps = [Int](repeating: 1, count: shape.count)
        for axis in steps.indices.dropLast().reversed() { steps[axis] = steps[axis + 1] * shape[axis + 1] }
        let count = shape.dropFirst().reduce(1, *)
        try admit(bytes: 2 * MemoryLayout<Int>.size * count)
        var places: [Int] = []
        places.reserveCapacity(count)
        let (a, b, c) = (axes[1], axes[2], axes[3])
        for i in 0..<shape[a] {
            for j in 0..<shape[b] {
                for k in 0..<shape[c] { places.append(i * steps[a] + j * steps[b] + k * steps[c]) }
            }
        }
        return View(base: try flattened(map), shape: [shape[0], count], features: order(places))
    }

    func order(_ places: [Int]) -> FeatureOrder {
        featureOrders += 1
        return FeatureOrder(places: places, number: featureOrders)
    }

    /// The reshaped view, if every new axis consists of neighbours in the graph's value, as in [n, h, w, c] → [n, h · w, c].
    private func regrouped(_ view: View, _ axes: [Int], to extents: [Int]) -> View? {
        // The axes are cut into pieces that the old and the new axes have in common.
        struct Piece {
            var source: Int
            var target: Int
            var extent: Int
        }
        let old = view.extents
        var pieces: [Piece] = []
        var (source, target) = (0, 0)
        var (left, wanted) = (old.first ?? 1, extents.first ?? 1)
        while source < old.count || target < extents.count {
            if source < old.count, left == 1 {
                source += 1
                left = source < old.count ? old[source] : 1
            } else if target < extents.count, wanted == 1 {
                target += 1
                wanted = target < extents.count ? extents[target] : 1
            } else {
                guard source < old.count, target < extents.count, left > 0, wanted > 0 else { return nil }
                let piece = min(left, wanted)
                guard left % piece == 0, wanted % piece == 0 else { return nil }
                pieces.append(Piece(source: source, target: target, extent: piece))
                left /= piece
                wanted /= piece
            }
        }
        // The pieces in the graph's order. Pieces of one axis keep their order.
        let order = pieces.indices.sorted { a, b in
            let (x, y) = (axes[pieces[a].source], axes[pieces[b].source])
            return x == y ? a < b : x < y
        }
        var ranks = [Int](repeating: 0, count: pieces.count)
        for (rank, piece) in order.enumerated() { ranks[piece] = rank }
        for i in pieces.indices.dropFirst() where pieces[i].target == pieces[i - 1].target {
            guard ranks[i] == ranks[i - 1] + 1 else { return nil }
        }
        // New axes of one element follow the axis before them.
        var last = -1
        let places = extents.indices.map { axis in
            if let piece = pieces.firstIndex(where: { $0.target == axis }) { last = ranks[piece] }
            return last
        }
        let sorted = extents.indices.sorted { places[$0] == places[$1] ? $0 < $1 : places[$0] < places[$1] }
        var result = [Int](repeating: 0, count: extents.count)
        for (place, axis) in sorted.enumerated() { result[axis] = place }
        return View(
            base: view.base, shape: sorted.map { extents[$0] }, axes: result == result.sorted() ? nil : result)
    }
}
