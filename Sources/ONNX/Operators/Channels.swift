import Graphs
import Tensors

extension Translator {
    func concatenateOperator() throws(ONNXError) {
        let names = node.proto.input.filter { !$0.isEmpty }
        guard let first = names.first else { throw error("has no inputs") }
        guard let given = try node.integer("axis") else { throw error("lacks its axis") }
        let rank = try extents(first).count
        let axis = try axes([given], rank: rank)[0]
        var constants: [Constant] = []
        for name in names { if let constant = try constant(name) { constants.append(constant) } }
        if constants.count == names.count { return try foldConcatenation(constants, axis: axis) }
        guard names.count > 1 else { return try defineAlias(first) }
        guard axis == 1 else { throw error("joins along axis \(axis); only channels (axis 1) are supported") }
        var values: [ValueID] = []
        var isRows = true
        for name in names {
            let value = try resolved(try view(name))
            isRows = isRows && graph.shape(of: value).rank == 2
            values.append(value)
        }
        if isRows {
            var maps: [ValueID] = []
            for value in values { maps.append(try map(of: value)) }
            values = maps
        }
        define(channels: try emit(.concatenate, values), isRows: isRows)
    }

    func splitOperator() throws(ONNXError) {
        guard let name = node.input(0), try constant(name) == nil else { throw error("splits a constant") }
        let extents = try self.extents(name)
        let axis = try axes([try node.integer("axis", default: 0)], rank: extents.count)[0]
        guard axis == 1 else { throw error("splits axis \(axis); only channels (axis 1) are supported") }
        let x = try mapInput(0)
        let count = node.proto.output.count
        var sizes = try integers("split", input: 1) ?? []
        if sizes.isEmpty {
            guard count > 0 else { throw error("has no outputs") }
            let part = (extents[1] + count - 1) / count
            sizes = (0..<count).map { min(part, extents[1] - $0 * part) }
        }
        guard sizes.count == count, sizes.allSatisfy({ $0 > 0 && $0 <= extents[1] }), sizes.reduce(0, +) == extents[1]
        else {
            throw error("splits \(extents[1]) channels into \(list(sizes)) for \(count) outputs")
        }
        var start = 0
        for (output, size) in sizes.enumerated() {
            define(try emit(.slice(start..<start + size), [x]), output: output)
            start += size
        }
    }

    func sliceOperator() throws(ONNXError) {
        guard let name = node.input(0) else { throw error("lacks its input") }
        let extents = try self.extents(name)
        // Attributes up to opset 9.
        guard let starts = try integers("starts", input: 1),
            let ends = try integers("ends", input: 2)
        else { throw error("lacks its starts or ends") }
        let given = try integers("axes", input: 3) ?? Array(0..<starts.count)
        let steps = try integersInput(4, "steps") ?? [Int](repeating: 1, count: starts.count)
        let axes = try self.axes(given, rank: extents.count)
        guard starts.count == axes.count, ends.count == axes.count, steps.count == axes.count else {
            throw error("has \(starts.count) starts, \(ends.count) ends and \(axes.count) axes")
        }
        if let constant = try constant(name) {
            guard constant.tensor.count <= Constant.arithmeticLimit else { throw error("cuts a long constant") }
            var places = extents.map { Array(0..<$0) }
            for (i, axis) in axes.enumerated() {
                guard steps[i] != 0, steps[i].magnitude <= Constant.arithmeticLimit else {
                    throw error("has a step of \(steps[i])")
                }
                let (start, end) = bounds(starts[i], ends[i], extents[axis], isBackward: steps[i] < 0)
                places[axis] = Array(stride(from: start, to: end, by: steps[i]))
            }
            return try foldSlice(constant, places)
        }
        var ranges = extents.map { 0..<$0 }
        for (i, axis) in axes.enumerated() {
            guard steps[i] == 1 else { throw error("takes steps of \(steps[i]); only 1 is supported") }
            let (start, end) = bounds(starts[i], ends[i], extents[axis], isBackward: false)
            ranges[axis] = start..<max(start, end)
        }
        guard !ranges.contains(where: \.isEmpty) else { throw error("takes nothing of \(list(extents))") }
        let cut = extents.indices.filter { ranges[$0] != 0..<extents[$0] }
        if cut.isEmpty { return try defineAlias(name) }
        guard cut == [1] else {
            throw error(
                "cuts axis \(cut.first { $0 != 1 } ?? 0) of \(list(extents)); only channels (axis 1) can be cut")
        }
        let (x, isRows) = try channelsInput(0)
        define(channels: try emit(.slice(ranges[1]), [x]), isRows: isRows)
    }

    /// Where a slice starts and ends, counted from the front and within the axis.
    private func bounds(_ start: Int, _ end: Int, _ extent: Int, isBackward: Bool) -> (Int, Int) {
        func counted(_ index: Int) -> Int { index < 0 ? index.addingSaturating(extent) : index }
        let allowed = isBackward ? -1...max(-1, extent - 1) : 0...extent
        func bound(_ index: Int) -> Int { min(max(counted(index), allowed.lowerBound), allowed.upperBound) }
        return (bound(start), bound(end))
    }

    /// One channel, by its number; or numbers out of a shape.
    func gatherOperator() throws(ONNXError) {
        guard let name = node.input(0), let indices = try constantInput(1, "indices"), let numbers = indices.integers
        else { throw error("lacks its data or its indices") }
        let extents = try self.extents(name)
        let axis = try axes([try node.integer("axis", default: 0)], rank: extents.count)[0]
        let places = numbers.map { $0 < 0 ? $0 + extents[axis] : $0 }
        guard places.allSatisfy({ (0..<extents[axis]).contains($0) }) else {
            throw error("takes \(list(numbers)) of \(extents[axis])")
        }
        if let constant = try constant(name) { return try foldGather(constant, places, shape: indices.extents) }
        guard axis == 1, let first = places.first, places == Array(first..<first + places.count),
            indices.extents.count <= 1
        else { throw error("takes \(list(numbers)) of axis \(axis); only channels in a row are supported") }
        let slice = try emit(.slice(first..<first + places.count), [try mapInput(0)])
        let shape = graph.shape(of: slice).extents
        define(View(base: slice, shape: indices.extents.isEmpty ? [shape[0], shape[2], shape[3]] : shape))
    }

    func padOperator() throws(ONNXError) {
        let (amounts, value) = try padAmounts(of: node)
        guard !amounts.isZero else { return try defineAlias(node.input(0) ?? "") }
        guard value == 0 else {
            throw error("pads with \(value); only zeros are supported, and −∞ before a max pool")
        }
        define(try emit(.pad(amounts), [try mapInput(0)]))
    }

    private func pads(of node: ONNXNode, _ constant: Constant?) throws(ONNXError) -> [Int]? {
        if let constant { return constant.integers }
        return try node.integers("pads")
    }

    /// What a Pad puts around the map, and how much of it.
    func padAmounts(of node: ONNXNode) throws(ONNXError) -> (ResolvedPadding, Double) {
        let mode = try node.text("mode", default: "constant")
        guard mode == "constant" else { throw node.error("pads by mode \(mode); only constant is supported") }
        func list(_ position: Int) throws(ONNXError) -> Constant? {
            guard let name = node.input(position) else { return nil }
            guard let constant = try constant(name) else { throw node.error("pads by what is not constant") }
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
        for (i, axis) in axes.enumerated() { (before[axis], after[axis]) = (pads[i], pads[axes.count + i]) }
        guard (before + after).allSatisfy({ (0...1 << 20).contains($0) }) else {
            throw node.error("has the pads \(self.list(pads)); they must not be negative or huge")
        }
        guard before[0] == 0, before[1] == 0, after[0] == 0, after[1] == 0 else {
            throw node.error("pads the channels or the batch; only height and width can be padded")
        }
        return (ResolvedPadding(top: before[2], left: before[3], bottom: after[2], right: after[3]), value)
    }
}
