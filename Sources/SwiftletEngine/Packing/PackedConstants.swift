import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// Constants of a layer in the order in which kernels read them, on a cache-line boundary.
///
/// They know their layout and the parameters that they follow from, so that they can be filled again in place. Steps ask for
/// them before they have memory: only when all of a program's are known, it is known how much there must be.
/// ``PackedWeights`` gives them memory and values; programs only read them.
final class PackedConstants: @unchecked Sendable {
    let layout: any PackingLayout
    let parameters: LayerParameters
    /// What the weights are multiplied by; filled before them.
    let scales: PackedConstants?
    let count: Int
    /// Valid from the moment when the program is compiled.
    @exclusivity(unchecked) private(set) var elements: MapPointer
    private var memory: MappedMemory?

    init(_ layout: any PackingLayout, of parameters: LayerParameters, scaledBy scales: PackedConstants?) {
        self.layout = layout
        self.parameters = parameters
        self.scales = scales
        count = layout.count
        elements = MapPointer(UnsafeMutableRawPointer(bitPattern: 64)!, layout.element)
    }

    /// Bytes with a vector's worth of zeros behind them, in whole cache lines; `Int.max` for more than can be counted.
    var byteCount: Int {
        let bytes = Int.saturatingProduct(count.addingSaturating(32), layout.element.byteCount)
        return bytes > .max - 64 ? .max : bytes.dividedUp(by: 64) * 64
    }

    /// The constants where they are float32.
    var floats: UnsafeMutablePointer<Float> { elements.floats }

    /// Gives the constants their place.
    func place(in memory: MappedMemory, at offset: Int) {
        self.memory = memory
        elements = MapPointer(memory.start + offset, layout.element)
    }

    /// Writes some of the layout's parts.
    func fill(_ units: Range<Int>, from weights: Weights) {
        let source = PackingSource(
            weights: weights, parameters: parameters, scales: scales.map { UnsafePointer($0.floats) })
        layout.fill(units, of: elements, from: source)
    }
}
