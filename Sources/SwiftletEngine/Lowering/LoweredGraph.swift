import OrderedCollections
import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The shape and element type of a map in a lowered graph.
struct MapType: Hashable, Sendable {
    /// `[batch, channels, height, width]`.
    var shape: Shape
    var element: ElementType
}

/// The steps that will run, each with its layers and choice. Only places in memory and packed weights are missing.
struct LoweredGraph: RewritableGraph {
    let name: String
    /// By value index. Padded copies come after the graph's own values.
    var values: [MapType]
    var inputs: [ValueID]
    var nodes: [LoweredNode]
    var outputs: OrderedDictionary<String, ValueID>
    /// The value that the next stage's graph reads.
    var result: ValueID?
    /// The kernels, and the choices for this graph's layers.
    var selection: KernelSelection

    var valueCount: Int { values.count }
    var keptValues: [ValueID] { result.map { [$0] } ?? [] }

    func shape(of value: ValueID) -> Shape { values[value.index].shape }

    mutating func newValue(_ type: MapType) -> ValueID {
        values.append(type)
        return ValueID(values.count - 1)
    }
}

/// A step of a lowered graph, and its origin.
struct LoweredNode: RewritableNode {
    var step: LoweredStep
    /// The maps that the step reads, except its residual and its scale.
    var inputs: [ValueID]
    var output: ValueID
    /// The block that ends in this step and could have been one step.
    var declinedBlock: LayerKey?
    /// The layers that the step computes.
    var sources: [LayerSource]

    var reads: [ValueID] { inputs + step.sideInputs }

    mutating func redirect(_ old: ValueID, to new: ValueID) {
        for slot in inputs.indices where inputs[slot] == old { inputs[slot] = new }
        step.redirectSideInput(old, to: new)
    }

    mutating func addSources(of other: LoweredNode, first: Bool) {
        sources = first ? other.sources + sources : sources + other.sources
    }
}
