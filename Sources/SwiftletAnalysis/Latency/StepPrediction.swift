import SwiftletEngine

/// What holds a layer back.
public enum Bound: Hashable, Sendable {
    /// The kernels' own rate for its shape.
    case compute
    /// The named level of memory: `L2`, `L3`, `DRAM`.
    case memory(String)
    /// Starting and ending the step: there is hardly any work in it.
    case overhead

    /// `compute`, `L3`, `overhead`.
    public var label: String {
        switch self {
        case .compute: "compute"
        case .memory(let level): level
        case .overhead: "overhead"
        }
    }
}

/// What one step of the engine should take under the roofs of a machine.
///
///     max(Σ work / ceiling of its kind and shape + exposed share · weights / read stream,
///         weights / read stream, maps / copy stream) + step overhead
///
/// The streams are those over as many bytes as there are: of the maps, what the step reads and
/// writes; of the weights, all that a run goes through between two uses of them. Maps flow while the kernels compute. The
/// ceilings were measured with weights at hand; of the time that weights from beyond the near caches take, a part that is
/// measured as well is not hidden behind the products.
struct StepPrediction {
    let milliseconds: Double
    let bound: Bound
    /// What each layer adds to the work, in the order of `layers`; all 0 where the step has none of its own.
    let parts: [Double]

    init(
        _ layers: [LayerComplexity], bytes: Int, bytesOfARun: Int, _ ceilings: ThreadCeilings, _ machine: Machine
    ) {
        let kernels = ceilings.kernels
        let convolutions = layers.filter { $0.macs > 0 }
        let share = kernels.fusionShare(convolutions)
        parts = layers.enumerated().map { i, layer in
            if layer.macs > 0 { return share * kernels.milliseconds(layer) }
            // What a step carries along while its data is in registers: folded norms, clamps, and behind a convolution
            // sums and products.
            let isFirst = i == 0
            if layer.isBatchNormalization { return 0 }
            if !isFirst && ["relu", "relu6"].contains(layer.slug) { return 0 }
            if !convolutions.isEmpty && layer.kind != .activation { return 0 }
            return kernels.milliseconds(layer)
        }
        // What no layer asked for, such as a padding, is a copy.
        let work = layers.isEmpty ? 0 : parts.reduce(0, +)

        let weightBytes = min(bytes, MemoryLayout<Float>.size * layers.reduce(0) { $0 + $1.parameters })
        let mapBytes = bytes - weightBytes
        let maps = ceilings.bandwidths[ceilings.level(holding: mapBytes, machine)]
        let weights = ceilings.bandwidths[ceilings.level(holding: bytesOfARun, machine)]
        let mapTime = Double(mapBytes) / (ceilings.streams(over: mapBytes).copy * 1e6)
        let weightStream = ceilings.streams(over: bytesOfARun).read
        let weightTime = Double(weightBytes) / (weightStream * 1e6)

        let overhead = ceilings.stepMilliseconds
        let isFar = bytesOfARun > machine.caches[1] * ceilings.threads
        let exposed = convolutions.reduce(0) { sum, layer in
            sum + kernels.exposedShare(layer) * Double(MemoryLayout<Float>.size * layer.parameters)
        }
        let waiting = isFar ? exposed / (weightStream * 1e6) : 0
        let computing = max(work + waiting, isFar ? weightTime : 0)
        let longest = max(computing, mapTime)
        milliseconds = longest + overhead
        bound =
            overhead > longest
            ? .overhead
            : mapTime > computing
                ? .memory(maps.level)
                : isFar && (weightTime == computing || waiting > work) ? .memory(weights.level) : .compute
    }
}
