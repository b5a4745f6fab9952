import SwiftletGraphs
import SwiftletTensors

// Operations that only move elements.
extension ReferenceExecutor {
    static func pad(_ x: Map, _ padding: ResolvedPadding, _ output: Shape) -> Map {
        var result = Map(zeros: output)
        for n in 0..<x.shape.batch {
            for c in 0..<x.shape.channels {
                let source = x.plane(n, c).lowerBound
                let target = result.plane(n, c).lowerBound
                for y in max(0, -padding.top)..<x.shape.height - max(0, -padding.bottom) {
                    for column in max(0, -padding.left)..<x.shape.width - max(0, -padding.right) {
                        result.elements[target + (y + padding.top) * output.width + column + padding.left] =
                            x.elements[source + y * x.shape.width + column]
                    }
                }
            }
        }
        return result
    }

    static func concatenate(_ inputs: [Map], _ output: Shape) -> Map {
        var elements: [Float] = []
        elements.reserveCapacity(output.count)
        for n in 0..<output.batch {
            for x in inputs {
                elements += x.elements[x.plane(n, 0).lowerBound..<x.plane(n, x.shape.channels - 1).upperBound]
            }
        }
        return Map(shape: output, elements: elements)
    }

    static func slice(_ x: Map, _ range: Range<Int>, _ output: Shape) -> Map {
        var elements: [Float] = []
        for n in 0..<output.batch {
            elements +=
                x.elements[x.plane(n, range.lowerBound).lowerBound..<x.plane(n, range.upperBound - 1).upperBound]
        }
        return Map(shape: output, elements: elements)
    }

    /// Output channel `j · groups + g` is input channel `g · channels / groups + j`.
    static func channelShuffle(_ x: Map, _ groups: Int) -> Map {
        var elements: [Float] = []
        elements.reserveCapacity(x.elements.count)
        for n in 0..<x.shape.batch {
            for j in 0..<x.shape.channels / groups {
                for g in 0..<groups { elements += x.elements[x.plane(n, g * x.shape.channels / groups + j)] }
            }
        }
        return Map(shape: x.shape, elements: elements)
    }

    static func resize(_ x: Map, _ interpolation: Interpolation, _ output: Shape) -> Map {
        var result = Map(zeros: output)
        let (height, width) = (x.shape.height, x.shape.width)
        for n in 0..<output.batch {
            for c in 0..<output.channels {
                let (input, target) = (x.plane(n, c).lowerBound, result.plane(n, c).lowerBound)
                for oy in 0..<output.height {
                    for ox in 0..<output.width {
                        let value: Double
                        switch interpolation {
                        case .nearest:
                            let (y, column) = (oy * height / output.height, ox * width / output.width)
                            value = Double(x.elements[input + y * width + column])
                        case .bilinear:
                            let (y0, y1, fy) = neighbours(oy, height, output.height)
                            let (x0, x1, fx) = neighbours(ox, width, output.width)
                            func pixel(_ y: Int, _ column: Int) -> Double {
                                Double(x.elements[input + y * width + column])
                            }
                            value =
                                (pixel(y0, x0) * (1 - fx) + pixel(y0, x1) * fx) * (1 - fy)
                                + (pixel(y1, x0) * (1 - fx) + pixel(y1, x1) * fx) * fy
                        }
                        result.elements[target + oy * output.width + ox] = Float(value)
                    }
                }
            }
        }
        return result
    }

    /// The two pixels between which output pixel `i` lies, and how far it is towards the second.
    private static func neighbours(_ i: Int, _ inputs: Int, _ outputs: Int) -> (Int, Int, Double) {
        let position = max(0, (Double(i) + 0.5) * Double(inputs) / Double(outputs) - 0.5)
        let first = min(Int(position), inputs - 1)
        return (first, min(first + 1, inputs - 1), position - Double(first))
    }
}
