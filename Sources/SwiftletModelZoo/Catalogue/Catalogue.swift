/// Every network by name.
public enum Catalogue {
    /// The networks, family by family.
    public static let entries: [CatalogueEntry] = [
        LeNet.entries,
        AlexNet.entries,
        VGG.entries,
        GoogLeNet.entries,
        BNInception.entries,
        InceptionV3.entries,
        ResNet.entries,
        Xception.entries,
        SqueezeNet.entries,
        SqueezeNext.entries,
        MobileNetV1.entries,
        MobileNetV2.entries,
        MobileNetV3.entries,
        MobileNetV4.entries,
        MnasNet.entries,
        ShuffleNetV1.entries,
        ShuffleNetV2.entries,
        ESPNet.entries,
        ESPNetV2.entries,
        FBNet.entries,
        EfficientNet.entries,
        EfficientNet.liteEntries,
        EfficientNetV2.entries,
        GhostNet.entries,
        RepVGG.entries,
        MobileOne.entries,
    ].flatMap { $0 }

    /// The network called `name`.
    /// - Throws: ``UnknownNetwork``, which suggests names that are close.
    public static func entry(_ name: String) throws(UnknownNetwork) -> CatalogueEntry {
        guard let entry = byName[name] else {
            throw UnknownNetwork(name: name, suggestions: suggestions(for: name, in: entries.map(\.name)))
        }
        return entry
    }

    private static let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
}

/// A name that is not in the catalogue.
public struct UnknownNetwork: Error, Hashable, Sendable, CustomStringConvertible {
    public let name: String
    /// Names that are close, the closest first; empty if none is.
    public let suggestions: [String]

    public var description: String {
        let names = suggestions.map { "'\($0)'" }.joined(separator: ", ")
        return "there is no network '\(name)'" + (names.isEmpty ? "" : "; did you mean \(names)?")
    }
}
