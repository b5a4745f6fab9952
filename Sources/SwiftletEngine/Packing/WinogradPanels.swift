import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a 3 × 3 convolution, `[outputs, inputs, 3, 3]`, at Winograd's points: for each group of panels, for each of 36
/// planes, panels of `panelColumns` outputs, each `[inputs][panelColumns]`, zero-padded. Computed in double and rounded once.
struct WinogradPanels: PackingLayout {
    let outputs: Int
    let inputs: Int
    let panelColumns: Int
    /// Panels that are multiplied, and lie, together.
    let groupPanels: Int

    /// Panels of all groups.
    var units: Int { outputs.dividedUp(by: panelColumns) }
    var groups: [Range<Int>] { stride(from: 0, to: units, by: groupPanels).map(group) }
    private var panelSize: Int { inputs * panelColumns }
    var count: Int { .saturatingProduct(Winograd.planes, units, panelSize) }

    /// The group whose first panel is `first`.
    private func group(_ first: Int) -> Range<Int> { first..<min(first + groupPanels, units) }

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        source.withWeights { weights, scales in
            for panel in units {
                let group = group(panel / groupPanels * groupPanels)
                let planes = memory.floats + group.lowerBound * Winograd.planes * panelSize
                for column in stride(from: 0, to: panelColumns, by: 8) {
                    let first = panel * panelColumns + column
                    guard first < outputs else { continue }
                    transform(
                        weights + first * inputs * 9, outputs: min(8, outputs - first),
                        scales: scales.map { $0 + first },
                        to: planes + ((panel - group.lowerBound) * panelSize + column),
                        planeStride: group.count * panelSize)
                }
            }
        }
    }

    /// `G g Gᵀ` for up to eight outputs next to each other, and all inputs.
    private func transform(
        _ filters: UnsafePointer<Float>, outputs: Int, scales: UnsafePointer<Float>?,
        to target: UnsafeMutablePointer<Float>, planeStride: Int
    ) {
        var factors = SIMD8<Double>(repeating: 1)
        if let scales {
            for output in 0..<outputs { factors[output] = Double(scales[output]) }
        }
        for input in 0..<inputs {
            @inline(__always) func tap(_ index: Int) -> SIMD8<Double> {
                var taps = SIMD8<Double>()
                for output in 0..<outputs { taps[output] = Double(filters[(output * inputs + input) * 9 + index]) }
                return taps * factors
            }
            let top = WinogradPoints(tap(0), tap(1), tap(2)).values
            let middle = WinogradPoints(tap(3), tap(4), tap(5)).values
            let bottom = WinogradPoints(tap(6), tap(7), tap(8)).values
            for x in 0..<Winograd.inputs {
                let column = WinogradPoints(top[x], middle[x], bottom[x]).values
                for y in 0..<Winograd.inputs {
                    let place = target + ((y * Winograd.inputs + x) * planeStride + input * panelColumns)
                    UnsafeMutableRawPointer(place).storeBytes(of: SIMD8<Float>(column[y]), as: SIMD8<Float>.self)
                }
            }
        }
    }
}

/// `G` times a row or column of filters: polynomials at 0, ±a, ±b and ∞, each divided by the point's distances to the
/// other points. This keeps the interpolation's coefficients (`Aᵀ`, `Bᵀ`) simple.
private struct WinogradPoints {
    let values: InlineArray<6, SIMD8<Double>>

    @inline(__always)
    init(_ g0: SIMD8<Double>, _ g1: SIMD8<Double>, _ g2: SIMD8<Double>) {
        let a = Double(Winograd.a)
        let b = Double(Winograd.b)
        let distanceA = 1 / (2 * a * a * (a * a - b * b))
        let distanceB = 1 / (2 * b * b * (b * b - a * a))
        let evenA = g0 + g2 * (a * a)
        let evenB = g0 + g2 * (b * b)
        let oddA = g1 * a
        let oddB = g1 * b
        values = [
            g0 * (1 / (a * a * b * b)), (evenA + oddA) * distanceA, (evenA - oddA) * distanceA,
            (evenB + oddB) * distanceB, (evenB - oddB) * distanceB, g2,
        ]
    }
}
