import Graphs
import Tensors
import _MicrokernelInterface

/// The weights of a 3 × 3 convolution at Winograd's points, `U = G g Gᵀ`, as panels of a matrix for each of the 36 planes,
/// and what follows the sum.
struct PackedWinograd: Sendable {
    let weights: PackedConstants
    let biases: PackedConstants
    let slopes: PackedConstants?
    let activation: ActivationFunction
    let inputs: Int
    let outputs: Int
    let panelColumns: Int
    /// Panels that are multiplied, and lie, together.
    let groups: [Range<Int>]

    init(_ node: FusedNode, groupPanels: Int, kernels: KernelSet) {
        let weight = node.weight!
        let columns = kernels.panelColumns
        let panels = (weight.shape[0] + columns - 1) / columns
        inputs = weight.shape[1]
        outputs = weight.shape[0]
        panelColumns = columns
        groups = stride(from: 0, to: panels, by: groupPanels).map { $0..<min($0 + groupPanels, panels) }
        weights = Packing.winogradPanels(weight, scale: node.weightScale, groups: groups, panelColumns: columns)
        biases = PackedConstants(node.bias ?? [], paddedTo: panels * columns)
        slopes = ActivationFunction.slopes(node.activation, channels: outputs)
        activation = ActivationFunction(node.activation)
    }

    /// `[36][panels of the group][inputs][panelColumns]`.
    func panels(of group: Range<Int>) -> UnsafePointer<Float> {
        UnsafePointer(weights.floats + group.lowerBound * Winograd.planes * inputs * panelColumns)
    }
}

extension Packing {
    /// `[outputs, inputs, 3, 3]` → for each group of panels, for each of 36 planes, panels of `panelColumns` outputs, each
    /// `[inputs][panelColumns]`, zero-padded. Computed in double and rounded once.
    static func winogradPanels(
        _ weight: Tensor, scale: [Float]?, groups: [Range<Int>], panelColumns: Int
    ) -> PackedConstants {
        let outputs = weight.shape[0]
        let inputs = weight.shape[1]
        let panelSize = inputs * panelColumns
        return PackedConstants(count: Winograd.planes * panelSize * (groups.last?.upperBound ?? 0)) { packed in
            withFloats(weight) { source in
                for (group, panel) in groups.lazy.flatMap({ group in group.lazy.map { (group, $0) } }) {
                    let planeSize = group.count * panelSize
                    let base = group.lowerBound * Winograd.planes * panelSize + (panel - group.lowerBound) * panelSize
                    let columns = min(panelColumns, outputs - panel * panelColumns)
                    for input in 0..<inputs {
                        for column in 0..<columns {
                            let output = panel * panelColumns + column
                            let factor = Double(scale?[output] ?? 1)
                            let filter = (output * inputs + input) * 9
                            @inline(__always) func row(_ y: Int) -> FilterPoints {
                                let g = source.baseAddress! + (filter + 3 * y)
                                return FilterPoints(factor * Double(g[0]), factor * Double(g[1]), factor * Double(g[2]))
                            }
                            let (top, middle, bottom) = (row(0), row(1), row(2))
                            let first = packed.baseAddress! + (base + input * panelColumns + column)
                            for x in 0..<Winograd.inputs {
                                let points = FilterPoints(top.values[x], middle.values[x], bottom.values[x])
                                for y in 0..<Winograd.inputs {
                                    first[(y * Winograd.inputs + x) * planeSize] = Float(points.values[y])
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `G` times a row or column of a filter: the polynomial at 0, ±a, ±b and ∞, each divided by the point's distances to all
/// others, which makes the interpolation's coefficients (`Aᵀ`, `Bᵀ`) simple.
private struct FilterPoints {
    let values: InlineArray<6, Double>

    @inline(__always)
    init(_ g0: Double, _ g1: Double, _ g2: Double) {
        let a = Double(Winograd.a)
        let b = Double(Winograd.b)
        let distanceA = 2 * a * a * (a * a - b * b)
        let distanceB = 2 * b * b * (b * b - a * a)
        let evenA = g0 + a * a * g2
        let evenB = g0 + b * b * g2
        values = [
            g0 / (a * a * b * b), (evenA + a * g1) / distanceA, (evenA - a * g1) / distanceA,
            (evenB + b * g1) / distanceB, (evenB - b * g1) / distanceB, g2,
        ]
    }
}
