import SwiftletReports

extension Complexity: CustomStringConvertible {
    /// `mobilenet_v2, 1×3×224×224: 3,504,872 parameters, 300,774,272 MACs, 153 layers`
    public var description: String { "\(name), \(input): \(cost), \(layers.count) layers" }
}

extension LayerComplexity: CustomStringConvertible {
    /// `features.0.0, convolution 3×3, stride 2×2, 1×3×224×224 → 1×32×112×112: 864 parameters, 10,838,016 MACs`
    public var description: String { "\(name), \(operation), \(input) → \(output): \(cost)" }
}

extension BlockComplexity: CustomStringConvertible {
    /// `features.1: 896 parameters, 10,035,200 MACs, 6 layers`
    public var description: String {
        "\(path.isEmpty ? name : path): \(cost), \(layerIndices.count) layer\(layerIndices.count == 1 ? "" : "s")"
    }
}

extension Cost: CustomStringConvertible {
    /// `3,504,872 parameters, 300,774,272 MACs`
    public var description: String {
        "\(NumberText.grouped(parameters)) parameters, \(NumberText.grouped(macs)) MACs"
    }
}
