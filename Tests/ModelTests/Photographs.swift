import Foundation
import Swiftlet
import TestSupport

/// The sample photographs and what the PyTorch implementation makes of them.
enum Photographs {
    static let names = ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"]

    static func path(_ name: String) -> String { Repository.path("Samples/\(name)") }

    /// The original float32 checkpoint: `SWIFTLET_LITE0_PTH`, or where `Tools/weights/fetch_lite0.sh` puts it.
    static let checkpoint: String? = {
        let candidates: [String?] = [
            ProcessInfo.processInfo.environment["SWIFTLET_LITE0_PTH"],
            Repository.path(".build/fixtures/efficientnet-lite0-57934424.pth"),
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }()

    static func expected() throws -> Weights {
        let folder = "Tests/ModelTests/Fixtures/EfficientNetLite0"
        return try Safetensors.read(contentsOf: Repository.path("\(folder)/expected.safetensors"))
    }

    /// PyTorch's probability of every class.
    static func probabilities(_ name: String) throws -> [Float] {
        try expected()["\(name)/probabilities"]!.floats()
    }

    /// The tensor that PyTorch was given, `[1, 3, 224, 224]`.
    static func input(_ name: String) throws -> Tensor {
        let pixels = try expected()["\(name)/pixels"]!.floats()
        let area = 224 * 224
        let planes = (0..<3).flatMap { channel in (0..<area).map { (pixels[$0 * 3 + channel] - 127) / 128 } }
        return Tensor(planes, shape: [1, 3, 224, 224])
    }
}

/// The probability of every class, in the order of the classes.
func probabilities(_ predictions: [Prediction]) -> [Double] {
    predictions.sorted { $0.index < $1.index }.map(\.probability)
}

func largestDifference(_ a: [Double], _ b: [Float]) -> Double {
    a.count == b.count ? zip(a, b).map { abs($0 - Double($1)) }.max() ?? .infinity : .infinity
}
