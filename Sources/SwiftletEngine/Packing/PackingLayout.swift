import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The order in which kernels read some constants of a layer, and how to write them there.
///
/// What a layout does not write stays zero: the memory comes zeroed.
protocol PackingLayout: Hashable, Sendable {
    /// How the constants are stored.
    var element: ElementType { get }
    /// Elements, those that fill up vectors included.
    var count: Int { get }
    /// Parts that threads can write at the same time.
    var units: Int { get }

    /// Writes some of the parts, without a copy where the parameters are float32.
    /// - Parameter memory: ``count`` elements.
    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource)
}

extension PackingLayout {
    var element: ElementType { .float32 }
    var units: Int { 1 }
}

/// What a layout is filled from.
struct PackingSource {
    /// All of the network's parameters.
    let weights: Weights
    let parameters: LayerParameters
    /// A factor for each output channel, from the folded batch norms.
    let scales: UnsafePointer<Float>?

    /// Gives the layer's weights in the IR's order, and the factors to multiply them by.
    func withWeights(_ body: (_ weights: UnsafePointer<Float>, _ scales: UnsafePointer<Float>?) -> Void) {
        if let key = parameters.weight {
            withFloats(key) { body($0, scales) }
        } else if let scales {
            body(scales, nil)
        }
    }

    /// Gives a parameter as float32, without a copy where it is that already.
    func withFloats(_ key: String, _ body: (UnsafePointer<Float>) -> Void) {
        guard let tensor = weights[key], tensor.count > 0 else { return }
        tensor.withFloats { body($0.baseAddress!) }
    }
}

/// How packed constants are stored: what kernels of an element type read.
protocol PackedElement {
    init(packing value: Float)
}

extension Float: PackedElement {
    init(packing value: Float) { self = value }
}

/// The upper half of a float32, rounded to nearest, ties to even; a NaN stays one.
struct BFloat16: PackedElement {
    let bits: UInt16

    init(packing value: Float) {
        let bits = value.bitPattern
        let rounded = bits &+ 0x7FFF &+ (bits &>> 16 & 1)
        self.bits = UInt16(truncatingIfNeeded: (value.isNaN ? bits | 0x40_0000 : rounded) &>> 16)
    }
}
