import SwiftletFormats
import SwiftletModelZoo
import SwiftletTensors
import _CSwiftletEmbeddedWeights

/// The weights and labels inside the executable.
public enum Embedded {
    /// The network whose weights are embedded. It is the default network.
    public static let network = "tf_efficientnet_lite0"

    /// The embedded weights of a network: views of the executable's read-only data. Nil if there are none.
    public static func weights(for network: String) throws(FormatError) -> Weights? {
        guard network == Self.network else { return nil }
        var length = 0
        let start = swiftlet_embedded_weights(&length)
        return try Safetensors.read(
            UnsafeRawBufferPointer(start: start, count: length), owner: Executable.shared, name: "embedded \(network)")
    }

    /// The names of ImageNet's 1,000 classes, in the order of the logits.
    public static let imageNetLabels: [String] = {
        var length = 0
        let start = swiftlet_imagenet_labels(&length)
        return UnsafeRawBufferPointer(start: start, count: length).split(separator: UInt8(ascii: "\n"))
            .map { String(decoding: $0, as: UTF8.self) }
    }()

    /// Owns the embedded bytes. It lives as long as the process.
    private final class Executable: Sendable {
        static let shared = Executable()
    }
}
