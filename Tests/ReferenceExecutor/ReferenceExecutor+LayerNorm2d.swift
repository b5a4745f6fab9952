import SwiftletGraphs
import SwiftletTensors

extension ReferenceExecutor {
    /// Mean and variance are those of a pixel's channels.
    static func layerNorm2d(_ x: Map, _ weight: [Float], _ bias: [Float], _ epsilon: Double) -> Map {
        var result = x
        let channels = Double(x.shape.channels)
        for n in 0..<x.shape.batch {
            for pixel in 0..<x.plane(n, 0).count {
                let indices = (0..<x.shape.channels).map { x.plane(n, $0).lowerBound + pixel }
                let mean = indices.reduce(0) { $0 + Double(x.elements[$1]) } / channels
                let differences = indices.map { Double(x.elements[$0]) - mean }
                let deviation = (differences.reduce(0) { $0 + $1 * $1 } / channels + epsilon).squareRoot()
                for (c, i) in indices.enumerated() {
                    result.elements[i] = Float(differences[c] / deviation * Double(weight[c]) + Double(bias[c]))
                }
            }
        }
        return result
    }
}
