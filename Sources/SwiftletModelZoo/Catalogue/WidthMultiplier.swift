/// A family with a width multiplier: one number that scales the channels of every layer (MobileNets §3.3).
public protocol WidthMultiplier: Architecture {
    /// 1 is the network of the family's paper.
    var width: Double { get set }
}

extension MobileNetV1: WidthMultiplier {}
extension MobileNetV2: WidthMultiplier {}
extension MobileNetV3: WidthMultiplier {}
extension MnasNet: WidthMultiplier {}
extension EfficientNet: WidthMultiplier {}
extension GhostNet: WidthMultiplier {}
extension SqueezeNext: WidthMultiplier {}

extension ShuffleNetV1: WidthMultiplier {
    public var width: Double {
        get { scale }
        set { scale = newValue }
    }
}

extension ESPNetV2: WidthMultiplier {
    public var width: Double {
        get { scale }
        set { scale = newValue }
    }
}

extension CatalogueEntry {
    /// The network at another width multiplier of its family; nil if the family has none.
    /// - Precondition: `width` is positive and finite.
    public func architecture(width: Double) -> (any Architecture)? {
        precondition(width > 0 && width.isFinite, "a width multiplier of \(width)")
        guard var scaled = architecture as? any WidthMultiplier else { return nil }
        scaled.width = width
        return scaled
    }
}
