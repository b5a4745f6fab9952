import Foundation
import Swiftlet

/// A small network with random weights, in a file of its own.
enum WeightsFileFixture {
    static let network = "mobilenet_v3_small"

    static func weights(classes: Int? = nil, channels: Int? = nil) throws -> Weights {
        Weights(
            randomFor: try Catalogue.entry(network).graph(NetworkOptions(channels: channels, classes: classes)))
    }

    /// Writes the weights as safetensors, calls `body` with the path and removes the file.
    static func with<R>(_ weights: Weights, _ body: (String) throws -> R) throws -> R {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Safetensors.write(weights, to: path)
        return try body(path)
    }

    /// timm's names for the network's keys, by asking the key map about every name that timm may give.
    static func timmKeys(_ weights: Weights) throws -> Weights {
        let map = try Catalogue.entry(network).keyMaps[0]
        let leaves = ["weight", "bias", "running_mean", "running_var"]
        var modules = ["conv_stem", "bn1", "conv_head", "classifier"]
        for stage in 0..<7 {
            for block in 0..<6 {
                let parts = [
                    "conv", "conv_pw", "conv_dw", "conv_pwl", "bn1", "bn2", "bn3", "se.conv_reduce", "se.conv_expand",
                ]
                modules += parts.map { "blocks.\(stage).\(block).\($0)" }
            }
        }
        var theirs: [String: String] = [:]
        for key in modules.flatMap({ module in leaves.map { "\(module).\($0)" } }) {
            if let ours = map(key), weights[ours] != nil { theirs[ours] = key }
        }
        return weights.renamed { theirs[$0] }
    }
}
