/// Every network by name: the built-in ones, and those that a program has registered.
public enum Catalogue {
    /// The built-in networks, family by family. ``all`` also has the registered ones.
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
        guard let entry = builtIn[name] ?? registered(name) else {
            throw UnknownNetwork(name: name, suggestions: suggestions(for: name, in: all.map(\.name)))
        }
        return entry
    }

    static let builtIn = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
}

/// A name that is not in the catalogue.
public struct UnknownNetwork: Error, Hashable, Sendable, CustomStringConvertible {
    public let name: String
    /// Names that are close, the closest first. Empty if no name is close.
    public let suggestions: [String]

    public var description: String {
        let names = suggestions.map { "'\($0)'" }.joined(separator: ", ")
        return "there is no network '\(name)'" + (names.isEmpty ? "" : "; did you mean \(names)?")
    }
}
