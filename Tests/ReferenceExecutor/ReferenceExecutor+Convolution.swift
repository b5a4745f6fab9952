import SwiftletGraphs
import SwiftletTensors

extension ReferenceExecutor {
    static func convolution(
        _ x: Map, _ op: Convolution, _ weight: [Float], _ bias: [Float]?, _ output: Shape
    ) -> Map {
        var result = Map(zeros: output)
        let (kernel, stride, dilation) = (op.window.kernel, op.window.stride, op.window.dilation)
        let padding = op.window.padding.resolved(input: Size(x.shape.height, x.shape.width), window: op.window)
        let inputsPerGroup = x.shape.channels / op.groups
        let outputsPerGroup = op.outputs / op.groups
        let (height, width) = (x.shape.height, x.shape.width)
        var sums = [Double](repeating: 0, count: output.height * output.width)

        x.elements.withUnsafeBufferPointer { input in
            sums.withUnsafeMutableBufferPointer { sums in
                for n in 0..<output.batch {
                    for o in 0..<op.outputs {
                        sums.update(repeating: bias.map { Double($0[o]) } ?? 0)
                        for i in 0..<inputsPerGroup {
                            let plane = x.plane(n, o / outputsPerGroup * inputsPerGroup + i).lowerBound
                            for ky in 0..<kernel.height {
                                for kx in 0..<kernel.width {
                                    let w = Double(
                                        weight[((o * inputsPerGroup + i) * kernel.height + ky) * kernel.width + kx])
                                    let rows = covered(
                                        output.height, height, stride.height, ky * dilation.height - padding.top)
                                    let columns = covered(
                                        output.width, width, stride.width, kx * dilation.width - padding.left)
                                    for oy in rows {
                                        let y = oy * stride.height + ky * dilation.height - padding.top
                                        let row = plane + y * width + kx * dilation.width - padding.left
                                        for ox in columns {
                                            sums[oy * output.width + ox] += w * Double(input[row + ox * stride.width])
                                        }
                                    }
                                }
                            }
                        }
                        for (j, sum) in zip(result.plane(n, o), sums) { result.elements[j] = Float(sum) }
                    }
                }
            }
        }
        return result
    }

    /// The outputs `o` whose input `o · stride + offset` lies on the map.
    private static func covered(_ outputs: Int, _ inputs: Int, _ stride: Int, _ offset: Int) -> Range<Int> {
        let first = offset >= 0 ? 0 : (-offset + stride - 1) / stride
        let end = inputs - offset <= 0 ? 0 : (inputs - offset - 1) / stride + 1
        return first..<max(first, min(outputs, end))
    }

    static func transposedConvolution(
        _ x: Map, _ op: TransposedConvolution, _ weight: [Float], _ bias: [Float]?, _ output: Shape
    ) -> Map {
        var result = Map(zeros: output)
        let window = op.window
        let padding = window.padding.resolved(input: Size(x.shape.height, x.shape.width), window: window)
        let inputsPerGroup = x.shape.channels / op.groups
        let outputsPerGroup = op.outputs / op.groups
        for n in 0..<output.batch {
            for o in 0..<op.outputs {
                var sums = [Double](
                    repeating: bias.map { Double($0[o]) } ?? 0, count: output.height * output.width)
                for i in 0..<inputsPerGroup {
                    let channel = o / outputsPerGroup * inputsPerGroup + i
                    let plane = x.plane(n, channel).lowerBound
                    for ky in 0..<window.kernel.height {
                        for kx in 0..<window.kernel.width {
                            let tap = (channel * outputsPerGroup + o % outputsPerGroup) * window.kernel.height + ky
                            let w = Double(weight[tap * window.kernel.width + kx])
                            for y in 0..<x.shape.height {
                                for column in 0..<x.shape.width {
                                    let oy = y * window.stride.height + ky * window.dilation.height - padding.top
                                    let ox = column * window.stride.width + kx * window.dilation.width - padding.left
                                    guard 0..<output.height ~= oy, 0..<output.width ~= ox else { continue }
                                    sums[oy * output.width + ox] +=
                                        w * Double(x.elements[plane + y * x.shape.width + column])
                                }
                            }
                        }
                    }
                }
                for (j, sum) in zip(result.plane(n, o), sums) { result.elements[j] = Float(sum) }
            }
        }
        return result
    }

    static func linear(_ x: Map, _ weight: [Float], _ bias: [Float]?, _ output: Shape) -> Map {
        var result = Map(zeros: output)
        let (inputs, outputs) = (x.shape[1], output[1])
        x.elements.withUnsafeBufferPointer { x in
            weight.withUnsafeBufferPointer { weight in
                for n in 0..<output.batch {
                    for o in 0..<outputs {
                        var sum = bias.map { Double($0[o]) } ?? 0
                        for i in 0..<inputs { sum += Double(x[n * inputs + i]) * Double(weight[o * inputs + i]) }
                        result.elements[n * outputs + o] = Float(sum)
                    }
                }
            }
        }
        return result
    }
}
