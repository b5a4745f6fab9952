import SwiftletModelZoo

/// Where a model's weights come from, and how they were identified.
///
/// Preprocessing, padding and the ε of batch norms belong to weights, but a weights file does not state them. A
/// published file is identified by its hash, any other by the names of its keys.
public struct Provenance: Hashable, Sendable {
    public enum Identification: String, Hashable, Sendable {
        /// The executable carries them.
        case embedded
        /// They were downloaded from where they are published.
        case download
        /// The caller said so.
        case caller
        /// The file says so, in the metadata that `swiftlet convert` writes.
        case metadata
        /// The file's SHA-256 is a published file's.
        case sha256
        /// The keys have a library's names, and these are the weights that the library publishes.
        case keys
        /// Nothing identifies them. The network's first published weights are assumed, or none if nobody published any.
        case assumed
        /// They are random numbers.
        case random
    }

    /// The file; nil for weights from elsewhere.
    public let file: String?
    /// The published weights whose preprocessing, padding and ε are taken; nil for the network's own.
    public let id: String?
    public let identification: Identification
    /// The prefix of the parameters' names in the file, such as `module.`.
    public let prefix: String
    /// Whether they are an exponential moving average of the training weights.
    public let isMovingAverage: Bool
    /// The other decisions of reading the file, a sentence each.
    public let notes: [String]

    package init(
        file: String?, id: String?, _ identification: Identification, prefix: String = "",
        isMovingAverage: Bool = false, notes: [String] = []
    ) {
        self.file = file
        self.id = id
        self.identification = identification
        self.prefix = prefix
        self.isMovingAverage = isMovingAverage
        self.notes = notes
    }

    /// Whether the identification was inferred or assumed, so that the user should be told.
    public var isInferred: Bool {
        switch identification {
        case .metadata, .sha256, .keys, .assumed: true
        case .embedded, .download, .caller, .random: false
        }
    }

    /// How a file was identified and why, in a sentence: `w.pth: torchvision.IMAGENET1K_V1, by the file's SHA-256`.
    public var summary: String { (file ?? "the weights") + ": " + finding }

    /// The same without the file.
    package var finding: String {
        guard let id else {
            return
                (identification == .keys
                ? "the names of the keys are no published weights' of this network; its own settings are assumed"
                : "no weights of this network are published; its own settings are assumed")
        }
        return switch identification {
        case .embedded: "\(id), part of the executable"
        case .download: "\(id), downloaded"
        case .caller: "\(id), as was asked for"
        case .metadata: "\(id), by the file's metadata"
        case .sha256: "\(id), by the file's SHA-256"
        case .keys: "taken for \(id), by the names of the keys"
        case .assumed: "taken for \(id), though nothing in it says so"
        case .random: "random weights"
        }
    }
}
