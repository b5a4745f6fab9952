import SwiftletGraphs
import SwiftletTensors

extension ReferenceExecutor {
    static func maxPool(_ x: Map, _ op: Pool, _ output: Shape) -> Map {
        pool(x, op, output) { covered, _ in covered.max() ?? -.infinity }
    }

    static func averagePool(_ x: Map, _ op: Pool, _ output: Shape) -> Map {
        pool(x, op, output) { covered, padded in
            covered.reduce(0, +) / Double(op.countsPadding ? padded : covered.count)
        }
    }

    /// `reduce` gets the pixels of the map that a window covers, and how many it covers of the padded map: a window that
    /// ceil mode lets hang over the padding does not count what lies beyond.
    private static func pool(_ x: Map, _ op: Pool, _ output: Shape, _ reduce: ([Double], Int) -> Double) -> Map {
        var result = Map(zeros: output)
        let (kernel, stride, dilation) = (op.window.kernel, op.window.stride, op.window.dilation)
        let (height, width) = (x.shape.height, x.shape.width)
        let padding = op.window.padding.resolved(input: Size(height, width), window: op.window)
        var covered: [Double] = []
        for n in 0..<output.batch {
            for c in 0..<output.channels {
                let (input, target) = (x.plane(n, c).lowerBound, result.plane(n, c).lowerBound)
                for oy in 0..<output.height {
                    for ox in 0..<output.width {
                        covered.removeAll(keepingCapacity: true)
                        var padded = 0
                        for ky in 0..<kernel.height {
                            let y = oy * stride.height + ky * dilation.height - padding.top
                            guard y < height + padding.bottom else { break }
                            for kx in 0..<kernel.width {
                                let column = ox * stride.width + kx * dilation.width - padding.left
                                guard column < width + padding.right else { break }
                                padded += 1
                                if y >= 0, y < height, column >= 0, column < width {
                                    covered.append(Double(x.elements[input + y * width + column]))
                                }
                            }
                        }
                        result.elements[target + oy * output.width + ox] = Float(reduce(covered, padded))
                    }
                }
            }
        }
        return result
    }

    /// Cell `i` of `n` covers the pixels from `⌊i · extent / n⌋` up to `⌈(i + 1) · extent / n⌉`.
    static func adaptivePool(_ x: Map, _ output: Shape, _ reduce: ([Double]) -> Double) -> Map {
        var result = Map(zeros: output)
        func cell(_ i: Int, _ extent: Int, _ count: Int) -> Range<Int> {
            i * extent / count..<((i + 1) * extent + count - 1) / count
        }
        for n in 0..<output.batch {
            for c in 0..<output.channels {
                let (input, target) = (x.plane(n, c).lowerBound, result.plane(n, c).lowerBound)
                for oy in 0..<output.height {
                    for ox in 0..<output.width {
                        let rows = cell(oy, x.shape.height, output.height)
                        let columns = cell(ox, x.shape.width, output.width)
                        var covered: [Double] = []
                        for y in rows {
                            for column in columns {
                                covered.append(Double(x.elements[input + y * x.shape.width + column]))
                            }
                        }
                        result.elements[target + oy * output.width + ox] = Float(reduce(covered))
                    }
                }
            }
        }
        return result
    }
}
