import SwiftletGraphs
import SwiftletTensors

/// One layer of a ``Complexity``: what it is and what it costs. The properties of ``Cost`` are its own.
@dynamicMemberLookup
public struct LayerComplexity: Sendable, Codable {
    /// Unique in the network: the module's path in the state dict (`features.3.conv.0.0`), and for a layer without
    /// parameters the block's path and the operation (`features.3.conv.0.relu6`).
    public let name: String
    /// The path of the module or, for a layer without parameters, of the block that it stands in; may be empty.
    public let path: String
    public let kind: LayerKind
    /// The operation without them, as a part of a path: `max_pool`.
    public let slug: String
    /// The operation with its options, for people: `convolution 3×3, stride 2×2, padding 1, no bias`.
    public let operation: String
    /// The shape of the first value that it reads.
    public let input: Shape
    public let output: Shape
    /// Of a convolution or a pool; nil for what slides no window over a map.
    public let window: Window?
    /// Of a convolution.
    public let groups: Int?
    public let cost: Cost
    /// What of the picture an element of the output depends on; nil where that is no window.
    public let receptiveField: ReceptiveField?
    /// Bytes of all values that are held while the layer runs, its inputs and its output among them.
    public let liveMemoryBytes: Int

    public subscript<T>(dynamicMember property: KeyPath<Cost, T>) -> T { cost[keyPath: property] }
}

extension Operation {
    var window: Window? {
        switch self {
        case .convolution(let op): op.window
        case .transposedConvolution(let op): op.window
        case .maxPool(let op), .averagePool(let op): op.window
        default: nil
        }
    }

    var groups: Int? {
        switch self {
        case .convolution(let op): op.groups
        case .transposedConvolution(let op): op.groups
        default: nil
        }
    }

    /// The name as a part of a path: `global_average_pool`.
    var slug: String {
        String(name.lowercased().map { $0 == " " ? "_" : $0 })
    }
}
