import SwiftletGraphs
import SwiftletTensors

extension Translator {
    func maxPoolOperator() throws(ONNXError) {
        var x = node.input(0).map { original($0) }
        var padding: ResolvedPadding?
        // Padding by −∞ is the max pool's own padding.
        if let name = x, let pad = producer(name), pad.type == "Pad",
            let (amounts, value) = try? padAmounts(of: pad, axes: [0, 1, 2, 3]),
            min(amounts.top, amounts.left, amounts.bottom, amounts.right) >= 0,
            value <= -Double(Float.greatestFiniteMagnitude)
        {
            padding = amounts
            x = pad.input(0)
        }
        guard let x else { throw error("lacks its input") }
        let value = try resolved(try view(x))
        let shape = graph.shape(of: value)
        guard shape.rank == 4 else { throw error("needs [batch, channels, height, width], not \(shape)") }
        var pool = try self.pool()
        if let padding {
            guard case .explicit(let top, let left, let bottom, let right) = pool.window.padding else {
                throw error("pads a map that is padded already")
            }
            pool.window.padding = .explicit(
                top: top + padding.top, left: left + padding.left, bottom: bottom + padding.bottom,
                right: right + padding.right)
        }
        define(try emit(.maxPool(pool), [value]))
        if let indices = node.proto.output.dropFirst().first, !indices.isEmpty {
            symbols[indices] = .failure(error("gives the indices of its maxima, which is not supported"))
        }
    }

    func averagePoolOperator() throws(ONNXError) {
        let x = try mapInput(0)
        var pool = try self.pool()
        pool.countsPadding = try node.integer("count_include_pad", default: 0) != 0
        define(try emit(.averagePool(pool), [x]))
    }

    private func pool() throws(ONNXError) -> Pool {
        guard node.has("kernel_shape") else { throw error("lacks its kernel_shape") }
        let window = try self.window(kernel: try pair("kernel_shape", default: 1))
        return Pool(window: window, ceilMode: try node.integer("ceil_mode", default: 0) != 0)
    }

    func globalAveragePoolOperator() throws(ONNXError) {
        define(try emit(.adaptiveAveragePool(1), [try mapInput(0)]))
    }

    func globalMaxPoolOperator() throws(ONNXError) {
        define(try emit(.adaptiveMaxPool(1), [try mapInput(0)]))
    }

    /// Means or maxima over the map: over height and width at once, one after the other, or as one axis.
    func reduceOperator() throws(ONNXError) {
        guard let name = node.input(0) else { throw error("lacks its input") }
        let pool = node.type == "ReduceMax" ? Operation.adaptiveMaxPool(1) : .adaptiveAveragePool(1)
        let keeps = try node.integer("keepdims", default: 1) != 0
        let given = try integers("axes", input: 1)
        // Two nodes: one for the width, one for the height.
        if let inner = producer(name), inner.type == node.type, let innerName = inner.input(0),
            case .view(let map)? = symbols[innerName], map.extents.count == 4,
            let first = try reducedAxes(of: inner, rank: 4), first.count == 1
        {
            let innerKeeps = try inner.integer("keepdims", default: 1) != 0
            let rest = [0, 1, 2, 3].filter { innerKeeps || !first.contains($0) }
            let second = try axes(given ?? [], rank: rest.count).map { rest[$0] }
            let x = try arranged(map)
            if Set((first + second).map { x.axes[$0] }) == [2, 3], first != second {
                let pooled = try emit(pool, [x.value])
                let shape = graph.shape(of: pooled).extents
                let kept = [0, 1, 2, 3].filter {
                    first.contains($0) ? innerKeeps : keeps || !second.contains($0)
                }
                return define(View(base: pooled, shape: kept.map { shape[x.axes[$0]] }))
            }
        }
        let view = try self.view(name)
        let extents = view.extents
        guard let given else { throw error("reduces everything to one number") }
        let axes = try self.axes(given, rank: extents.count).sorted()
        let shape = graph.shape(of: view.base)
        let order = view.axes ?? Array(extents.indices)
        let isMap = view.shape == shape.extents && Set(axes.map { order[$0] }) == [2, 3]
        // Height and width as one axis.
        let isLine =
            shape.rank == 4 && view.shape == [shape[0], shape[1], shape[2] * shape[3]] && axes.map { order[$0] } == [2]
        guard isMap || isLine, shape.rank == 4, order.first == 0 else {
            throw error("reduces \(list(extents)) over axes \(list(axes)); only height and width are supported")
        }
        let pooled = try emit(pool, [view.base])
        let kept = extents.indices.filter { keeps || !axes.contains($0) }
        define(View(base: pooled, shape: kept.map { axes.contains($0) ? 1 : extents[$0] }))
    }

    private func reducedAxes(of node: ONNXNode, rank: Int) throws(ONNXError) -> [Int]? {
        var given = try node.integers("axes")
        if let name = node.input(1) { given = try constant(name)?.integers }
        guard let given else { return nil }
        return try axes(given, rank: rank)
    }
}
