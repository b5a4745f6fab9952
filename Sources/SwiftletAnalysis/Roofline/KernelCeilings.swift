import SwiftletGraphs
import SwiftletTensors

/// The rates of each kind of step with its data in a near cache, as a function of the layer's shape.
///
/// A convolution does not have a single speed. A short sum has more stores for each product. Few outputs leave a panel
/// of weights half empty, and few pixels leave tiles incomplete. A depthwise kernel loads for each product. None of
/// this is modelled here. The engine compiles and times small networks of one layer on a grid of shapes, so that the
/// ceilings reflect its actual kernels and algorithms.
public struct KernelCeilings: Hashable, Sendable, Codable {
    /// GFLOP/s of a matrix product over input channels (times the kernel's area), output channels, and pixels.
    public var matrixProduct: CeilingTable
    /// GFLOP/s of a dense 3×3 convolution of stride 1 over input channels, output channels, and the map's side.
    public var dense3x3: CeilingTable
    /// By kernel and stride, `3/1`: GFLOP/s over channels and the output's side.
    public var depthwise: [String: CeilingTable]
    /// By operation: billions of elements a second over the number of elements.
    public var elementwise: [String: CeilingTable]
    /// The time of a fused step divided by the sum of its parts' own times, over the map's side. The key has the kinds
    /// of the convolutions, and the depthwise one's kernel and stride: `pointwise+depthwise/3/1`.
    public var fusion: [String: CeilingTable]
    /// The share of the time of loading weights from beyond the near caches that products do not hide, over pixels.
    public var farWeights: CeilingTable

    var isPlausible: Bool {
        let families = [depthwise, elementwise, fusion]
        return matrixProduct.axes.count == 3 && dense3x3.axes.count == 3 && matrixProduct.isPlausible
            && dense3x3.isPlausible && families.allSatisfy { $0.count <= 256 && $0.values.allSatisfy(\.isPlausible) }
            && depthwise["3/1"] != nil && depthwise.values.allSatisfy { $0.axes.count == 2 }
            && elementwise["relu"] != nil && elementwise.values.allSatisfy { $0.axes.count == 1 }
            && fusion.values.allSatisfy { $0.axes.count == 1 } && farWeights.axes.count == 1
            && farWeights.isPlausible
    }
}

extension KernelCeilings {
    /// Milliseconds of a single layer with its data in a near cache.
    func milliseconds(_ layer: LayerComplexity) -> Double {
        switch layer.kind {
        case .pointwise, .grouped, .dense, .linear, .transposed:
            2 * Double(layer.macs) / (rate(ofProducts: layer) * 1e6)
        case .depthwise:
            2 * Double(layer.macs) / (rate(ofDepthwise: layer) * 1e6)
        case .normalization, .activation, .pooling, .elementwise, .movement:
            Self.elements(of: layer) / (elementRate(layer) * 1e6)
        }
    }

    /// The share of the weights' loading time that adds to a layer's own time: see ``farWeights``.
    func exposedShare(_ layer: LayerComplexity) -> Double {
        let output = layer.output
        return farWeights.rate(at: [Double(output.rank == 4 ? output.batch * output.height * output.width : output[0])])
    }

    /// The time of a step of several convolutions, divided by the sum of their own times.
    func fusionShare(_ convolutions: [LayerComplexity]) -> Double {
        guard convolutions.count > 1 else { return 1 }
        guard let key = Self.fusionKey(convolutions), let side = convolutions.first(where: { $0.kind == .depthwise })
        else { return 1 }
        return fusion[key]?.rate(at: [Double(max(1, side.output.height))]) ?? 1
    }

    static func fusionKey(_ convolutions: [LayerComplexity]) -> String? {
        guard let window = convolutions.first(where: { $0.kind == .depthwise })?.window else { return nil }
        return convolutions.map(\.kind.rawValue).joined(separator: "+") + "/" + depthwiseKey(window)
    }

    /// The nearest measured kernel and stride.
    static func depthwiseKey(_ window: Window) -> String {
        let kernel = max(window.kernel.height, window.kernel.width)
        return "\(kernel <= 3 ? 3 : 5)/\(max(window.stride.height, window.stride.width) == 1 ? 1 : 2)"
    }

    private func rate(ofProducts layer: LayerComplexity) -> Double {
        let groups = layer.groups ?? 1
        let area = layer.window?.kernel.area ?? 1
        let (inputs, outputs) = (Double(layer.input[1] / groups), Double(layer.output[1] / groups))
        let isMap = layer.output.rank == 4
        if layer.kind == .dense, let window = layer.window, window.kernel == 3, window.stride == 1, window.dilation == 1
        {
            return dense3x3.rate(at: [inputs, outputs, Double(max(layer.output.height, layer.output.width))])
        }
        let pixels = isMap ? layer.output.batch * layer.output.height * layer.output.width : layer.output[0]
        return matrixProduct.rate(at: [inputs * Double(area), outputs, Double(pixels)])
    }

    private func rate(ofDepthwise layer: LayerComplexity) -> Double {
        guard let window = layer.window, let table = depthwise[Self.depthwiseKey(window)] ?? depthwise["3/1"] else {
            return 1
        }
        return table.rate(at: [Double(layer.output.channels), Double(max(layer.output.height, layer.output.width))])
    }

    private func elementRate(_ layer: LayerComplexity) -> Double {
        let table = elementwise[layer.slug] ?? elementwise["relu"]!
        return table.rate(at: [max(1, Self.elements(of: layer))])
    }

    /// The size that determines an element-wise layer's time: a pool's window pixels, or else the larger of the
    /// elements read and written.
    static func elements(of layer: LayerComplexity) -> Double {
        if layer.kind == .pooling, let window = layer.window {
            return Double(layer.output.count) * Double(window.kernel.area)
        }
        return Double(max(layer.input.count, layer.output.count))
    }
}
