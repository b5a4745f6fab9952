import _SwiftletMicrokernelInterface

/// The cost of a dense 3 × 3 convolution of stride 1 by each algorithm, in cycles of a core with two 16-lane
/// multiply-adds per cycle. Only ratios count; they hold for narrower vectors too. The constants were fitted to the
/// layers of SqueezeNet, VGG, ResNet-50, GoogLeNet, Inception V3 and EfficientNet V2 on an AVX-512 machine.
enum ConvolutionCost {
    static let macsPerCycle = 32.0
    /// Columns of a panel. Channels are multiplied in whole panels.
    private static let panelColumns = 32
    /// The rate of weights from beyond the second-level cache.
    private static let bytesPerCycle = 9.0

    /// The cost by matrix products over the map, limited by the rate of the weights.
    static func direct(pixels: Int, inputs: Int, outputs: Int) -> Double {
        let panels = outputs.dividedUp(by: panelColumns)
        let products = Double(pixels * 9 * inputs * panels) * 1.08
        return max(products, traffic(9 * inputs * panels))
    }

    /// The cost by Winograd's algorithm: the products, limited by the rate of four times the weights, and the
    /// transforms, which weigh most in layers of few channels.
    static func winograd(tiles: Int, inputs: Int, outputs: Int) -> Double {
        let panels = outputs.dividedUp(by: panelColumns)
        let weights = Winograd.planes * inputs * panels
        let blocks = tiles.dividedUp(by: blockTiles(inputs: inputs, outputs: outputs))
        let products = Double(tiles * weights) + 40 * Double(Winograd.planes * tiles.dividedUp(by: 12) * panels)
        let transforms = Double(tiles) * Double(200 * inputs.dividedUp(by: 16) + 140 * outputs.dividedUp(by: 16))
        return max(products, traffic(weights) * Double(blocks)) + transforms
    }

    /// Tiles that are transformed and multiplied at a time: few, so that transformed tiles stay in the second-level
    /// cache, but more if the weights, which every block reads, come from memory.
    static func blockTiles(inputs: Int, outputs: Int) -> Int {
        Winograd.planes * inputs * outputs * MemoryLayout<Float>.size > 12 << 20 ? 48 : 24
    }

    private static func traffic(_ panelRows: Int) -> Double {
        Double(panelRows * panelColumns * MemoryLayout<Float>.size) / bytesPerCycle
    }
}
