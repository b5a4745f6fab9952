import SwiftletModelZoo

/// Where a model's weights come from, and how it is known which published ones they are.
///
/// What prepares a picture, pads a convolution and steadies a batch norm belongs to weights, and a file of weights does not
/// say it. A published file is known by its hash; any other is taken for what its keys are named like.
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
        /// The file's SHA-256 is that of a published file.
        case sha256
        /// The keys have the names that a library gives them, and the library publishes these.
        case keys
        /// Nothing says so: they are the network's first, or none where nobody published any.
        case assumed
        /// They are random numbers.
        case random
    }

    /// The file; nil for what came otherwise.
    public let file: String?
    /// The published weights whose preprocessing, padding and ε are taken; nil for the network's own.
    public let id: String?
    public let identification: Identification
    /// What stands before the parameters' names in the file, such as `module.`.
    public let prefix: String
    /// Whether they are an exponential moving average of the training's.
    public let isMovingAverage: Bool
    /// What else was decided when the file was read, a sentence each.
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

    /// Whether somebody should be told whose weights these were taken for: it was found out or assumed.
    public var isInferred: Bool {
        switch identification {
        case .metadata, .sha256, .keys, .assumed: true
        case .embedded, .download, .caller, .random: false
        }
    }

    /// What a file was taken for and why, in a sentence: `w.pth: torchvision.IMAGENET1K_V1, by the file's SHA-256`.
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
