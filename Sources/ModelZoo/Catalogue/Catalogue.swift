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
        EfficientNetLite.entries,
        EfficientNetV2.entries,
        GhostNet.entries,
        RepVGG.entries,
        MobileOne.entries,
    ].flatMap { $0 }

    /// The network called `name`.
    /// - Throws: ``UnknownNetwork``, which suggests the nearest names.
    public static func entry(_ name: String) throws(UnknownNetwork) -> CatalogueEntry {
        guard let entry = byName[name] else {
            throw UnknownNetwork(name: name, suggestions: nearest(to: name, in: entries.map(\.name)))
        }
        return entry
    }

    private static let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })

    /// Up to three names that `name` may have been meant as, nearest first.
    static func nearest(to name: String, in names: [String]) -> [String] {
        let name = Array(name.lowercased().utf8.prefix(100))
        let ranked = names.map { (name: $0, distance: editDistance(name, Array($0.utf8))) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best = ranked.first else { return [] }
        let close = ranked.prefix { $0.distance <= max(2, $0.name.utf8.count / 3) }
        return (close.isEmpty ? [best] : Array(close.prefix(3))).map(\.name)
    }

    /// Levenshtein's: the insertions, deletions and substitutions that turn one into the other.
    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let substitution = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}

/// A name that is not in the catalogue.
public struct UnknownNetwork: Error, Hashable, Sendable, CustomStringConvertible {
    public let name: String
    /// The nearest names there are, best first.
    public let suggestions: [String]

    public var description: String {
        let names = suggestions.map { "'\($0)'" }.joined(separator: ", ")
        return "there is no network '\(name)'" + (names.isEmpty ? "" : "; did you mean \(names)?")
    }
}
