import Swiftlet
import SwiftletONNX

/// The output of `swiftlet analyze --json`: the network, and the same keys for each layer.
struct AnalysisJSON: Encodable {
    struct Field: Encodable {
        /// Rows and columns, in pixels of the picture.
        let size: [Double]
        let stride: [Double]
        let centre: [Double]
        let hasGlobalContext: Bool

        init(_ field: ReceptiveField) {
            size = [field.vertical.size, field.horizontal.size]
            stride = [field.vertical.stride, field.horizontal.stride]
            centre = [field.vertical.centre, field.horizontal.centre]
            hasGlobalContext = field.hasGlobalContext
        }
    }

    struct Share: Encodable {
        let parameters: Double
        let macs: Double
        let flops: Double
        let memoryAccessBytes: Double

        init(_ part: Cost, of whole: Cost) {
            func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
            parameters = share(part.parameters, whole.parameters)
            macs = share(part.macs, whole.macs)
            flops = share(part.flops, whole.flops)
            memoryAccessBytes = share(part.memoryAccessBytes, whole.memoryAccessBytes)
        }
    }

    struct Layer: Encodable {
        let name: String
        let kind: String
        let operation: String
        let input: [Int]
        let output: [Int]
        let kernel: [Int]?
        let stride: [Int]?
        let groups: Int?
        let parameters: Int
        let macs: Int
        let flops: Int
        let elementwiseOperations: Int
        let activations: Int
        let memoryAccessBytes: Int
        /// Bytes live while the layer runs.
        let peakMemoryBytes: Int
        /// FLOPs per byte.
        let arithmeticIntensity: Double
        let receptiveField: Field?
        let share: Share
        /// The measurements, present only if the network was measured.
        let measuredMs: Double?
        let predictedMs: Double?
        /// `compute`, a level of memory, or `overhead`.
        let bound: String?
        /// Whether the engine fuses the layer with others, so that its time is a predicted share.
        let isShared: Bool?
    }

    /// A tensor of the file that several layers read.
    struct Shared: Encodable {
        let name: String
        let layers: [String]
        /// Whether the layers share the tensor. Otherwise each layer has an equal one.
        let isCountedOnce: Bool

        init(_ tensor: SharedTensor) {
            (name, layers, isCountedOnce) = (tensor.name, tensor.layers, tensor.isCountedOnce)
        }
    }

    let model: String
    let input: [Int]
    let dtype: String
    let parameters: Int
    let macs: Int
    let flops: Int
    let elementwiseOperations: Int
    let activations: Int
    let memoryAccessBytes: Int
    let peakMemoryBytes: Int
    let arithmeticIntensity: Double
    let receptiveField: Field?
    let measuredMs: Double?
    let predictedMs: Double?
    let threads: Int?
    let isa: String?
    /// Present only for files with shared tensors.
    let sharedTensors: [Shared]?
    let layers: [Layer]

    init(_ complexity: Complexity, _ latency: Latency? = nil, sharedTensors: [SharedTensor]? = nil) {
        let shared = (sharedTensors ?? []).map(Shared.init)
        self.sharedTensors = shared.isEmpty ? nil : shared
        measuredMs = latency?.measuredMilliseconds
        predictedMs = latency?.predictedMilliseconds
        threads = latency?.threads
        isa = latency?.instructionSet.rawValue
        model = complexity.name
        input = complexity.input.extents
        dtype = complexity.scalarType.rawValue
        parameters = complexity.parameters
        macs = complexity.macs
        flops = complexity.flops
        elementwiseOperations = complexity.elementwiseOperations
        activations = complexity.activations
        memoryAccessBytes = complexity.memoryAccessBytes
        peakMemoryBytes = complexity.peakMemoryBytes
        arithmeticIntensity = complexity.arithmeticIntensity
        receptiveField = complexity.receptiveField.map(Field.init)
        layers = complexity.layers.enumerated().map { i, layer in
            let timing = latency?.layers[i]
            return Layer(
                name: layer.name, kind: layer.kind.rawValue, operation: layer.operation, input: layer.input.extents,
                output: layer.output.extents,
                kernel: layer.window.map { [$0.kernel.height, $0.kernel.width] },
                stride: layer.window.map { [$0.stride.height, $0.stride.width] }, groups: layer.groups,
                parameters: layer.parameters, macs: layer.macs, flops: layer.flops,
                elementwiseOperations: layer.elementwiseOperations, activations: layer.activations,
                memoryAccessBytes: layer.memoryAccessBytes, peakMemoryBytes: layer.liveMemoryBytes,
                arithmeticIntensity: layer.arithmeticIntensity,
                receptiveField: layer.receptiveField.map(Field.init), share: Share(layer.cost, of: complexity.cost),
                measuredMs: timing?.measuredMilliseconds, predictedMs: timing?.predictedMilliseconds,
                bound: timing?.bound?.label, isShared: timing?.isShared)
        }
    }
}
