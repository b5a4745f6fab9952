import SwiftletGraphs

/// Gives the scale of squeeze-and-excite (Hu et al. §3) to the pointwise convolution that alone reads the scaled map: it
/// multiplies its weights instead, once a picture, and the pass over the map is saved.
enum FuseScales: Pass {
    static let joinsLayers = true

    static func run(on graph: inout FusedGraph) {
        let uses = graph.useCounts()
        let producers = graph.producers()
        var fused: Set<Int> = []
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            guard node.isPointwise(in: graph), let product = producers[node.inputs[0].index],
                uses[node.inputs[0].index] == 1,
                case .multiply = graph.nodes[product].operation, graph.nodes[product].activation == nil
            else { continue }
            let factors = graph.nodes[product].inputs
            let shapes = factors.map(graph.shape(of:))
            guard
                let scale = (0...1).first(where: { side in
                    shapes[side].height == 1 && shapes[side].width == 1
                        && shapes[side].channels == shapes[1 - side].channels
                        && shapes[side].batch == shapes[1 - side].batch
                })
            else { continue }
            // More pixels than output channels: there are fewer weights than values.
            let map = shapes[1 - scale]
            guard map.height * map.width > graph.shape(of: node.output).channels else { continue }
            graph.nodes[index].inputs = [factors[1 - scale]]
            graph.nodes[index].inputScale = factors[scale]
            graph.nodes[index].sources = graph.nodes[product].sources + node.sources
            fused.insert(product)
        }
        graph.nodes = graph.nodes.indices.filter { !fused.contains($0) }.map { graph.nodes[$0] }
    }
}
