import SwiftletGraphs
import SwiftletTensors

/// One layer of a ``Complexity`` with its cost. It has the properties of ``Cost`` too.
@dynamicMemberLookup
public struct LayerComplexity: Sendable, Codable {
    /// Unique in the network: the module's path in the state dict (`features.3.conv.0.0`). For a layer without
    /// parameters, the block's path and the operation (`features.3.conv.0.relu6`).
    public let name: String
    /// The path of the module or, for a layer without parameters, of its block; may be empty.
    public let path: String
    public let kind: LayerKind
    /// The operation's name as a path component: `max_pool`.
    public let slug: String
    /// The operation with its options, for people: `convolution 3×3, stride 2×2, padding 1, no bias`.
    public let operation: String
    /// The shape of its first input.
    public let input: Shape
    public let output: Shape
    /// The window of a convolution or a pool; nil for other layers.
    public let window: Window?
    /// The groups of a convolution; nil for other layers.
    public let groups: Int?
    public let cost: Cost
    /// The window of the picture that an output element depends on; nil if it depends on none.
    public let receptiveField: ReceptiveField?
    /// Bytes of all values in memory while the layer runs, with its inputs and its output.
    public let liveMemoryBytes: Int

    public subscript<T>(dynamicMember property: KeyPath<Cost, T>) -> T { cost[keyPath: property] }
}
