import OrderedCollections
import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A map of a lowered graph: its shape and how its elements are stored.
struct MapType: Hashable, Sendable {
    /// `[batch, channels, height, width]`.
    var shape: Shape
    var element: ElementType
}

/// A network as the steps that will run, each with its parts and the choice that was made for it. Only places in memory
/// and packed weights are missing.
struct LoweredGraph: RewritableGraph {
    let name: String
    /// By value. Padded copies come after the values of the graph.
    var values: [MapType]
    var inputs: [ValueID]
    var nodes: [LoweredNode]
    var outputs: OrderedDictionary<String, ValueID>
    /// The value that another graph goes on from.
    var result: ValueID?
    /// The kernels and the choices of this graph's layers.
    var selection: KernelSelection

    var valueCount: Int { values.count }
    var keptValues: [ValueID] { result.map { [$0] } ?? [] }

    func shape(of value: ValueID) -> Shape { values[value.index].shape }

    mutating func newValue(_ type: MapType) -> ValueID {
        values.append(type)
        return ValueID(values.count - 1)
    }
}

/// A step of a lowered graph, and where it comes from.
struct LoweredNode: RewritableNode {
    var step: LoweredStep
    /// The maps that the step reads, without its residual and its scale.
    var inputs: [ValueID]
    var output: ValueID
    /// The block that the step ends and that could have been computed as one.
    var declinedBlock: LayerKey?
    /// The layers that the step stands for.
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
