import SwiftletTensors
import _SwiftletMicrokernelInterface

extension Packing {
    /// `[outputs, inputs, 3, 3]` → for each group of panels, for each of 36 planes, panels of `panelColumns` outputs, each
    /// `[inputs][panelColumns]`, zero-padded. Computed in double and rounded once.
    static func winogradPanels(
        _ weight: Tensor, scale: [Float]?, groups: [Range<Int>], panelColumns: Int
    ) -> PackedConstants {
        let inputs = weight.shape[1]
        let panelSize = inputs * panelColumns
        return PackedConstants(count: Winograd.planes * panelSize * (groups.last?.upperBound ?? 0)) { packed in
            withFloats(weight) { source in
                for group in groups {
                    let planes = packed.baseAddress! + group.lowerBound * Winograd.planes * panelSize
                    for panel in group {
                        for column in stride(from: 0, to: panelColumns, by: 8) {
                            let first = panel * panelColumns + column
                            guard first < weight.shape[0] else { continue }
                            transform(
                                source.baseAddress! + first * inputs * 9, outputs: min(8, weight.shape[0] - first),
                                scale: scale?[first...], inputs: inputs,
                                to: planes + ((panel - group.lowerBound) * panelSize + column),
                                stride: panelColumns, planeStride: group.count * panelSize)
                        }
                    }
                }
            }
        }
    }

    /// `G g Gᵀ` for up to eight adjacent outputs and all inputs.
    private static func transform(
        _ filters: UnsafePointer<Float>, outputs: Int, scale: ArraySlice<Float>?, inputs: Int,
        to target: UnsafeMutablePointer<Float>, stride: Int, planeStride: Int
    ) {
        var factors = SIMD8<Double>(repeating: 1)
        if let scale {
            for output in 0..<outputs { factors[output] = Double(scale[scale.startIndex + output]) }
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
                    let place = target + ((y * Winograd.inputs + x) * planeStride + input * stride)
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
