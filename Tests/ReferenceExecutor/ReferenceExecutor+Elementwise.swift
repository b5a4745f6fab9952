import Foundation
import SwiftletGraphs
import SwiftletTensors

extension Activation {
    func apply(_ x: Double) -> Double {
        switch self {
        case .relu: max(x, 0)
        case .relu6: min(max(x, 0), 6)
        case .hardSigmoid: min(max(x + 3, 0), 6) / 6
        case .hardSwish: x * min(max(x + 3, 0), 6) / 6
        case .sigmoid: 1 / (1 + exp(-x))
        case .silu: x / (1 + exp(-x))
        case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
        case .tanh: Foundation.tanh(x)
        case .leakyReLU(let slope): x > 0 ? x : slope * x
        }
    }
}

extension ReferenceExecutor {
    static func batchNormalization(
        _ x: Map, _ weight: [Float], _ bias: [Float], mean: [Float], variance: [Float], _ epsilon: Double
    ) -> Map {
        mapChannels(x) { c, value in
            (value - Double(mean[c])) / (Double(variance[c]) + epsilon).squareRoot() * Double(weight[c])
                + Double(bias[c])
        }
    }

    static func parametricReLU(_ x: Map, _ weight: [Float]) -> Map {
        mapChannels(x) { c, value in value > 0 ? value : value * Double(weight.count == 1 ? weight[0] : weight[c]) }
    }

    private static func mapChannels(_ x: Map, _ function: (Int, Double) -> Double) -> Map {
        var result = x
        for n in 0..<x.shape.batch {
            for c in 0..<x.shape.channels {
                for i in x.plane(n, c) { result.elements[i] = Float(function(c, Double(x.elements[i]))) }
            }
        }
        return result
    }

    /// An extent of 1 is repeated.
    static func broadcast(_ a: Map, _ b: Map, _ output: Shape, _ combine: (Double, Double) -> Double) -> Map {
        var result = Map(zeros: output)
        func strides(_ shape: Shape) -> [Int] {
            var (strides, step) = ([Int](), 1)
            for extent in shape.extents.reversed() {
                strides.insert(extent == 1 ? 0 : step, at: 0)
                step *= extent
            }
            return strides
        }
        let (stridesA, stridesB) = (strides(a.shape), strides(b.shape))
        let last = output.rank - 1
        var index = [Int](repeating: 0, count: output.rank)
        var offset = 0
        while offset < output.count {
            let startA = zip(index, stridesA).reduce(0) { $0 + $1.0 * $1.1 }
            let startB = zip(index, stridesB).reduce(0) { $0 + $1.0 * $1.1 }
            for i in 0..<output[last] {
                result.elements[offset + i] = Float(
                    combine(
                        Double(a.elements[startA + i * stridesA[last]]),
                        Double(b.elements[startB + i * stridesB[last]])))
            }
            offset += output[last]
            var axis = last - 1
            while axis >= 0 {
                index[axis] += 1
                if index[axis] < output[axis] { break }
                index[axis] = 0
                axis -= 1
            }
        }
        return result
    }

    static func softmax(_ x: Map) -> Map {
        var result = x
        for n in 0..<x.shape.batch {
            for pixel in 0..<x.plane(n, 0).count {
                let indices = (0..<x.shape.channels).map { x.plane(n, $0).lowerBound + pixel }
                let largest = Double(indices.map { x.elements[$0] }.max()!)
                let powers = indices.map { exp(Double(x.elements[$0]) - largest) }
                let sum = powers.reduce(0, +)
                for (i, power) in zip(indices, powers) { result.elements[i] = Float(power / sum) }
            }
        }
        return result
    }

    /// Channel `c`'s window of `size` begins at `c − ⌊size / 2⌋`; channels that do not exist count as zero.
    static func localResponseNormalization(_ x: Map, _ op: LocalResponseNormalization) -> Map {
        var result = x
        for n in 0..<x.shape.batch {
            for c in 0..<x.shape.channels {
                let first = max(0, c - op.size / 2)
                let end = min(x.shape.channels, c - op.size / 2 + op.size)
                for (pixel, i) in x.plane(n, c).enumerated() {
                    var sum = 0.0
                    for other in first..<end {
                        let value = Double(x.elements[x.plane(n, other).lowerBound + pixel])
                        sum += value * value
                    }
                    result.elements[i] = Float(
                        Double(x.elements[i]) / pow(op.k + op.alpha / Double(op.size) * sum, op.beta))
                }
            }
        }
        return result
    }
}
