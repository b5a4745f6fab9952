import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a dense convolution, `[outputs, inputs / groups, height, width]`, for a matrix product: for each group, panels
/// of `panelColumns` outputs, each `[height · width · inputs / step][panelColumns][step]`, zero-padded.
struct MatrixPanels: PackingLayout {
    let groups: Int
    /// Channels of a group.
    let outputs: Int
    let inputs: Int
    /// Places of the window.
    let taps: Int
    let panelColumns: Int
    let element: ElementType
    /// Elements that are multiplied together, and that a run of the product's depth takes in: each run is filled up to
    /// whole steps.
    private let step: Int
    private let segment: Int

    /// - Parameter segmentDepth: Elements next to each other in the input that a run of the product's depth takes in.
    init(groups: Int, outputs: Int, inputs: Int, taps: Int, segmentDepth: Int, kernels: KernelSet) {
        self.groups = groups
        self.outputs = outputs
        self.inputs = inputs
        self.taps = taps
        panelColumns = kernels.panelColumns
        element = kernels.element
        step = kernels.depthStep
        // Where runs need not be filled up, the order does not depend on them: the panels serve every program.
        segment = step == 1 ? inputs * taps : segmentDepth
    }

    /// Panels of a group.
    var panels: Int { outputs.dividedUp(by: panelColumns) }
    /// Elements of a panel.
    var panelSize: Int {
        .saturatingProduct(inputs * taps / segment, segment.dividedUp(by: step) * step, panelColumns)
    }
    var count: Int { .saturatingProduct(groups, panels, panelSize) }
    var units: Int { groups * panels }

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        switch element {
        case .float32: fill(units, memory.address.assumingMemoryBound(to: Float.self), source)
        case .bfloat16: fill(units, memory.address.assumingMemoryBound(to: BFloat16.self), source)
        }
    }

    private func fill<Element: PackedElement>(
        _ units: Range<Int>, _ memory: UnsafeMutablePointer<Element>, _ source: PackingSource
    ) {
        let (panels, panelSize) = (panels, panelSize)
        source.withWeights { weights, scales in
            // A few inputs of all of a panel's outputs at a time: an output's own are strewn over the whole panel, and
            // writing them one by one would fetch each cache line again for every output.
            let block = taps == 1 ? 64 : 16
            for panel in units {
                let first = panel % panels * panelColumns
                for start in stride(from: 0, to: inputs, by: block) {
                    let end = min(start + block, inputs)
                    for column in 0..<min(panelColumns, outputs - first) {
                        let output = panel / panels * outputs + first + column
                        let factor = scales?[output] ?? 1
                        let target = memory + (panel * panelSize + column * step)
                        let row = weights + output * inputs * taps
                        for tap in 0..<taps {
                            for input in start..<end {
                                target[offset(tap &* inputs &+ input)] = Element(
                                    packing: row[input &* taps &+ tap] * factor)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Where element `k` of column 0 lies in a panel.
    private func offset(_ k: Int) -> Int {
        guard step > 1 else { return k &* panelColumns }
        let padded = k / segment * (segment.dividedUp(by: step) * step) + k % segment
        return padded / step * step * panelColumns + padded % step
    }
}
