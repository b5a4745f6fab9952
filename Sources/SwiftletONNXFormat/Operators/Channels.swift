import SwiftletGraphs
import SwiftletTensors

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
        var views: [View] = []
        for name in names { views.append(try view(name)) }
        if rank == 2, axis == 1 { return try concatenateRows(views) }
        // The first view with an order of axes tells the others' order.
        let joined = try arranged(views.first { $0.axes != nil } ?? views[0])
        var values: [ValueID] = []
        for view in views { values.append(try value(view, like: joined)) }
        switch joined.axes[axis] {
        case 1: define(try emit(.concatenate, values), like: joined)
        case 2, 3: define(try joinedInSpace(values, axis: joined.axes[axis]), like: joined)
        default: throw error("joins along axis \(axis); only channels, height and width are supported")
        }
    }

    /// Rows end to end. If one of them has its features in another order, the result has too.
    func concatenateRows(_ views: [View]) throws(ONNXError) {
        let isOrdered = views.contains { $0.features != nil }
        var (values, places, count) = ([ValueID](), [Int](), 0)
        for view in views {
            let value = view.features == nil ? try resolved(view) : view.base
            let features = graph.shape(of: value).channels
            if isOrdered {
                try admit(bytes: MemoryLayout<Int>.size * features)
                places += (view.features?.places ?? Array(0..<features)).map { count + $0 }
            }
            count += features
            values.append(value)
        }
        define(rows: try emit(.concatenate, values), isOrdered ? order(places) : nil)
    }

    func splitOperator() throws(ONNXError) {
        guard let name = node.input(0), try constant(name) == nil else { throw error("splits a constant") }
        let extents = try self.extents(name)
        let axis = try axes([try node.integer("axis", default: 0)], rank: extents.count)[0]
        let x = try arrangedInput(0)
        guard x.axes[axis] == 1, x.features == nil else {
            throw error("splits axis \(axis) of \(list(extents)); only channels are supported")
        }
        let count = node.proto.output.count
        var sizes = try integers("split", input: 1) ?? []
        if sizes.isEmpty {
            guard count > 0 else { throw error("has no outputs") }
            let part = (extents[axis] + count - 1) / count
            sizes = (0..<count).map { min(part, extents[axis] - $0 * part) }
        }
        guard sizes.count == count, sizes.allSatisfy({ $0 > 0 && $0 <= extents[axis] }),
            sizes.reduce(0, +) == extents[axis]
        else {
            throw error("splits \(extents[axis]) channels into \(list(sizes)) for \(count) outputs")
        }
        var start = 0
        for (output, size) in sizes.enumerated() {
            define(try emit(.slice(start..<start + size), [x.value]), like: x, output: output)
            start += size
        }
    }

    func sliceOperator() throws(ONNXError) {
        guard let name = node.input(0) else { throw error("lacks its input") }
        let extents = try self.extents(name)
        // These are attributes up to opset 9.
        guard let starts = try integers("starts", input: 1),
            let ends = try integers("ends", input: 2)
        else { throw error("lacks its starts or ends") }
        let given = try integers("axes", input: 3) ?? Array(0..<starts.count)
        let steps = try integersInput(4, "steps") ?? [Int](repeating: 1, count: starts.count)
        let axes = try self.axes(given, rank: extents.count)
        guard starts.count == axes.count, ends.count == axes.count, steps.count == axes.count else {
            throw error("has \(starts.count) starts, \(ends.count) ends and \(axes.count) axes")
        }
        var sized: [Int] = []
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
        var parts: [AxisPart] = []
        for (i, axis) in axes.enumerated() {
            guard steps[i] != 0, steps[i] > Int.min else { throw error("takes steps of \(steps[i])") }
            let (start, end) = bounds(starts[i], ends[i], extents[axis], isBackward: steps[i] < 0)
            let part = AxisPart(axis: axis, from: start, to: end, by: steps[i])
            guard part.count > 0 else { throw error("takes nothing of \(list(extents))") }
            // A part whose start is counted from the front and whose end from the back follows the map's size.
            let isOpen = starts[i] >= 0 && (ends[i] < 0 || ends[i] >= Int(Int32.max)) && steps[i] == 1
            if !isOpen, extents.count == 4 { sized.append(axis) }
            if part.count != extents[axis] || part.step != 1 { parts.append(part) }
        }
        let seen = try view(name)
        guard !parts.isEmpty || !sized.isEmpty else { return try defineAlias(name) }
        let x = try arranged(seen)
        if sized.contains(where: { x.axes.count == 4 && x.axes[$0] >= 2 }) { holdForThisSize() }
        if parts.isEmpty { return try defineAlias(name) }
        guard x.features == nil else { throw error("cuts rows that were flattened channels last") }
        define(try take(parts, of: x), like: x)
    }

    /// The start and the end of a slice, counted from the front, within the axis.
    private func bounds(_ start: Int, _ end: Int, _ extent: Int, isBackward: Bool) -> (Int, Int) {
        func counted(_ index: Int) -> Int { index < 0 ? index.addingSaturating(extent) : index }
        let allowed = isBackward ? -1...max(-1, extent - 1) : 0...extent
        func bound(_ index: Int) -> Int { min(max(counted(index), allowed.lowerBound), allowed.upperBound) }
        return (bound(start), bound(end))
    }

    /// Channels by their numbers, or numbers out of a shape.
    func gatherOperator() throws(ONNXError) {
        guard let name = node.input(0), let indices = try constantInput(1, "indices"), let numbers = indices.integers
        else { throw error("lacks its data or its indices") }
        let extents = try self.extents(name)
        let axis = try axes([try node.integer("axis", default: 0)], rank: extents.count)[0]
        let places = numbers.map { $0 < 0 ? $0 + extents[axis] : $0 }
        guard places.allSatisfy({ (0..<extents[axis]).contains($0) }) else {
            throw error("takes the elements \(list(numbers)) of an axis of \(extents[axis])")
        }
        if let constant = try constant(name) { return try foldGather(constant, places, shape: indices.extents) }
        let x = try arranged(try view(name))
        guard x.axes[axis] == 1, x.features == nil, indices.extents.count <= 1, !places.isEmpty else {
            throw error("takes the elements \(list(numbers)) of axis \(axis); only channels are supported")
        }
        let taken = try channels(places, of: x.value)
        guard indices.extents.isEmpty else { return define(taken, like: x) }
        // A single number removes the axis.
        let shape = graph.shape(of: taken).extents
        guard x.axes == x.axes.sorted() else { throw error("takes one channel of a map that has its channels last") }
        define(View(base: taken, shape: [shape[0]] + shape.dropFirst(2)))
    }
}
