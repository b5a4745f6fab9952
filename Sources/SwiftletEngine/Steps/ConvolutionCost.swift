import _SwiftletMicrokernelInterface

/// What a dense 3 × 3 convolution of stride 1 costs by each algorithm, in cycles of a core with two 16-lane multiply-adds
/// a cycle. Only ratios count; they hold for narrower vectors too. The constants were fitted to the layers of SqueezeNet,
/// VGG, ResNet-50, GoogLeNet, Inception V3 and EfficientNet V2 on an AVX-512 machine.
enum ConvolutionCost {
    static let macsPerCycle = 32.0
    /// Columns of a panel: channels are multiplied by whole ones.
    private static let panelColumns = 32
    /// Weights stream from beyond the second-level cache.
    private static let bytesPerCycle = 9.0

    /// By matrix products over the map, at most as fast as its weights arrive.
    static func direct(pixels: Int, inputs: Int, outputs: Int) -> Double {
        let panels = outputs.dividedUp(by: panelColumns)
        let products = Double(pixels * 9 * inputs * panels) * 1.08
        return max(products, traffic(9 * inputs * panels))
    }

    /// By Winograd's: the products, at most as fast as four times the weights arrive, and the transforms, for which a
    /// layer of few channels gives little to do.
    static func winograd(tiles: Int, inputs: Int, outputs: Int) -> Double {
        let panels = outputs.dividedUp(by: panelColumns)
        let weights = Winograd.planes * inputs * panels
        let blocks = tiles.dividedUp(by: blockTiles(inputs: inputs, outputs: outputs))
        let products = Double(tiles * weights) + 40 * Double(Winograd.planes * tiles.dividedUp(by: 12) * panels)
        let transforms = Double(tiles) * Double(200 * inputs.dividedUp(by: 16) + 140 * outputs.dividedUp(by: 16))
        return max(products, traffic(weights) * Double(blocks)) + transforms
    }

    /// Tiles that are transformed and multiplied at a time: few, so that what is transformed stays in the second-level
    /// cache; more where the weights, which every block reads, come from memory.
    static func blockTiles(inputs: Int, outputs: Int) -> Int {
        Winograd.planes * inputs * outputs * MemoryLayout<Float>.size > 12 << 20 ? 48 : 24
    }

    private static func traffic(_ panelRows: Int) -> Double {
        Double(panelRows * panelColumns * MemoryLayout<Float>.size) / bytesPerCycle
    }
}
