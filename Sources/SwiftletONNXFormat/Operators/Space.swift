import SwiftletGraphs
import SwiftletTensors

/// The part of one of the file's axes that a slice takes.
struct AxisPart {
    let axis: Int
    let first: Int
    let step: Int
    let count: Int

    /// - Precondition: `step` is not 0, and `end - start` does not overflow.
    init(axis: Int, from start: Int, to end: Int, by step: Int) {
        (self.axis, first) = (axis, start)
        let reach = step > 0 ? end - start : start - end
        count = reach <= 0 ? 0 : (reach - 1) / abs(step) + 1
        self.step = count == 1 ? 1 : step
    }
}

// Parts of maps, zeros around them, and maps side by side.
extension Translator {
    func padOperator() throws(ONNXError) {
        let x = try arrangedMapInput(0)
        let (amounts, value) = try padAmounts(of: node, axes: x.axes)
        guard !amounts.isZero else { return try defineAlias(node.input(0) ?? "") }
        guard value == 0 || amounts.isCrop else {
            throw error("pads with \(value); only zeros are supported, and −∞ before a max pool")
        }
        define(try emit(.pad(amounts), [x.value]), like: x)
    }

    private func pads(of node: ONNXNode, _ constant: Constant?) throws(ONNXError) -> [Int]? {
        if let constant { return constant.integers }
        return try node.integers("pads")
    }

    /// The amounts by which a Pad extends the map on each side, and the number it fills in. Negative amounts crop.
    /// - Parameter order: For each of the file's axes, the graph's axis.
    func padAmounts(of node: ONNXNode, axes order: [Int]) throws(ONNXError) -> (ResolvedPadding, Double) {
        let mode = try node.text("mode", default: "constant")
        guard mode == "constant" else { throw node.error("pads by mode \(mode); only constant is supported") }
        func list(_ position: Int) throws(ONNXError) -> Constant? {
            guard let name = node.input(position) else { return nil }
            guard let constant = try constant(name) else { throw node.error("pads by a value that is not constant") }
            if constant.isOfSize { holdForThisSize() }
            return constant
        }
        guard let pads = try pads(of: node, list(1)) else {
            throw node.error("lacks its pads")
        }
        var value = try node.float("value", default: 0)
        if let given = try list(2) { value = given.scalar ?? .nan }
        var (before, after) = ([0, 0, 0, 0], [0, 0, 0, 0])
        let given = try list(3)?.integers ?? [0, 1, 2, 3]
        let axes = try self.axes(given, rank: 4)
        guard pads.count == 2 * axes.count else { throw node.error("has \(pads.count) pads for a map") }
        for (i, axis) in axes.enumerated() {
            (before[order[axis]], after[order[axis]]) = (pads[i], pads[axes.count + i])
        }
        guard (before + after).allSatisfy({ (-1 << 20...1 << 20).contains($0) }) else {
            throw node.error("has the pads \(self.list(pads)), which are too large")
        }
        guard before[0] == 0, before[1] == 0, after[0] == 0, after[1] == 0 else {
            throw node.error("pads the channels or the batch; only height and width can be padded")
        }
        return (ResolvedPadding(top: before[2], left: before[3], bottom: after[2], right: after[3]), value)
    }

    /// A part of a map or of rows: channels in any order, and neighbouring rows and columns.
    func take(_ parts: [AxisPart], of x: Arranged) throws(ONNXError) -> ValueID {
        var value = x.value
        var crop = ResolvedPadding(top: 0, left: 0, bottom: 0, right: 0)
        for part in parts {
            let (axis, end) = (x.axes[part.axis], part.first + part.count)
            guard axis != 0 else { throw error("cuts the batch") }
            let extent = graph.shape(of: x.value)[axis]
            if part.step == 1 {
                switch axis {
                case 1: value = try emit(.slice(part.first..<end), [value])
                case 2: (crop.top, crop.bottom) = (-part.first, end - extent)
                default: (crop.left, crop.right) = (-part.first, end - extent)
                }
            } else {
                guard axis == 1, part.count <= 64 else {
                    throw error("takes steps of \(part.step); other steps than 1 are supported for up to 64 channels")
                }
                value = try channels((0..<part.count).map { part.first + $0 * part.step }, of: value)
            }
        }
        return crop.isZero ? value : try emit(.pad(crop), [value])
    }

    /// Channels in any order.
    func channels(_ places: [Int], of value: ValueID) throws(ONNXError) -> ValueID {
        var runs: [Range<Int>] = []
        for place in places {
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<place + 1
            } else {
                runs.append(place..<place + 1)
            }
        }
        guard runs.count <= 64 else {
            throw error("takes channels in \(runs.count) separate runs; at most 64 are supported")
        }
        var parts: [ValueID] = []
        for run in runs {
            parts.append(
                run == 0..<graph.shape(of: value).channels ? value : try emit(.slice(run), [value]))
        }
        return parts.count == 1 ? parts[0] : try emit(.concatenate, parts)
    }

    /// Maps side by side along the height (axis 2) or the width (axis 3): the sum of the maps, each padded with zeros where the others
    /// are.
    func joinedInSpace(_ values: [ValueID], axis: Int) throws(ONNXError) -> ValueID {
        guard values.count <= 64 else { throw error("joins \(values.count) maps; at most 64 are supported") }
        holdForThisSize()
        let total = values.reduce(0) { $0.addingSaturating(graph.shape(of: $1)[axis]) }
        var (sum, start) = (nil as ValueID?, 0)
        for value in values {
            let extent = graph.shape(of: value)[axis]
            let (before, after) = (start, total - start - extent)
            let padding =
                axis == 2
                ? ResolvedPadding(top: before, left: 0, bottom: after, right: 0)
                : ResolvedPadding(top: 0, left: before, bottom: 0, right: after)
            let padded = try emit(.pad(padding), [value])
            if let before = sum {
                guard graph.shape(of: before) == graph.shape(of: padded) else {
                    throw error("joins maps of different sizes")
                }
                sum = try emit(.add, [before, padded])
            } else {
                sum = padded
            }
            start += extent
        }
        guard let sum else { throw error("joins nothing") }
        return sum
    }

    /// Repeats a map or rows.
    func tileOperator() throws(ONNXError) {
        guard let name = node.input(0), let repeats = try integersInput(1, "repeats") else {
            throw error("lacks its repeats")
        }
        let extents = try self.extents(name)
        guard repeats.count == extents.count, repeats.allSatisfy({ (1...1 << 20).contains($0) }) else {
            throw error("repeats \(list(extents)) by \(list(repeats))")
        }
        if let constant = try constant(name) {
            return try foldSlice(
                constant,
                zip(extents, repeats).map { extent, count in
                    guard extent <= Constant.arithmeticLimit, count <= Constant.arithmeticLimit else { return [] }
                    return (0..<extent * count).map { $0 % extent }
                })
        }
        if repeats.allSatisfy({ $0 == 1 }) { return try defineAlias(name) }
        let view = try self.view(name)
        if view.features != nil || extents.count == 2 {
            guard repeats[0] == 1, repeats[1] <= 64 else { throw error("repeats \(list(extents)) by \(list(repeats))") }
            return try concatenateRows([View](repeating: view, count: repeats[1]))
        }
        let x = try arranged(view)
        define(try repeated(x.value, x.inverse.map { repeats[$0] }), like: x)
    }

    /// A map repeated along each of the graph's axes.
    func repeated(_ value: ValueID, _ counts: [Int]) throws(ONNXError) -> ValueID {
        guard counts.count == 4, counts[0] == 1 else { throw error("repeats the batch, or a value that is not a map") }
        var value = value
        let shape = graph.shape(of: value)
        let size = Size(counts[2], counts[3])
        if counts[1] > 1 {
            guard counts[1] <= 64 else { throw error("repeats the channels \(counts[1]) times") }
            value = try emit(.concatenate, [ValueID](repeating: value, count: counts[1]))
        }
        guard size != 1 else { return value }
        holdForThisSize()
        // A single pixel is repeated by a resize, if the graph has a map of that size.
        if shape.height == 1, shape.width == 1, let like = latestMap(of: size) {
            return try emit(.resize(.nearest), [value, like])
        }
        for (axis, count) in [(2, size.height), (3, size.width)] where count > 1 {
            guard count <= 64 else { throw error("repeats a map \(count) times") }
            value = try joinedInSpace([ValueID](repeating: value, count: count), axis: axis)
        }
        return value
    }
}
