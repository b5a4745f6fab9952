import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// The matrix product against the sum that it stands for: every tile, every tail of columns, every epilogue.
/// Guard values surround the memory that it may
/// write.
@Suite struct MatrixProductKernelTests {
    /// How a matrix product ends its sums.
    private enum Epilogue: CaseIterable {
        case clamp, hardSwish, addBeforeClamp, addAfterClamp, interleave

        var combination: EpilogueArguments.Combination? {
            switch self {
            case .clamp, .hardSwish: nil
            case .addBeforeClamp: .addBeforeClamp
            case .addAfterClamp: .addAfterClamp
            case .interleave: .interleave
            }
        }
    }

    @Test(arguments: KernelCase.all)
    func matrixProduct(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        let panel = kernels.panelColumns
        for rows in 1...kernels.tileRows {
            for columns in 1...(2 * panel + 1) {
                for (segments, depth) in [(1, 1), (1, 7), (1, 8), (3, 5)] {
                    for epilogue in Epilogue.allCases {
                        let stride = depth + 3
                        let a = kernels.map(KernelCase.values(segments * 100 + rows * stride, 1))
                        let offsets = (0..<segments).map { $0 * 100 }
                        let panels = (columns + panel - 1) / panel
                        // The elements that fill the last step of a segment may be anything: their other factor is zero.
                        let step = kernels.depthStep
                        let steps = (depth + step - 1) / step
                        let b = kernels.map(KernelCase.values(panels * segments * steps * step * panel, 2))
                        let bias = KernelCase.values(panels * panel, 3)
                        let spread = epilogue == .interleave ? 2 : 1
                        let cStride = spread * columns + 5
                        let other = kernels.map(KernelCase.values(rows * cStride + panel, 4))
                        let c = kernels.guarded(rows * cStride + panel)
                        var arguments = MatrixProductArguments(
                            a: a.pointer, aStride: stride, segmentOffsets: offsets.pointer, segments: segments,
                            depth: depth, b: b.pointer, c: c.pointer, cStride: cStride,
                            epilogue: EpilogueArguments(
                                bias: bias.pointer, other: epilogue.combination == nil ? nil : other.pointer,
                                combination: epilogue.combination ?? .addBeforeClamp, minimum: -3, maximum: 4,
                                hardSwish: epilogue == .hardSwish), otherStride: cStride, rows: rows, columns: columns)
                        kernels.matrixProduct(&arguments)
                        withExtendedLifetime((a, offsets, b, bias, other)) {}
                        var wrong = 0
                        for row in 0..<rows {
                            for place in 0..<cStride {
                                let value = c[row * cStride + place]
                                let column = place / spread
                                guard column < columns else {
                                    wrong += value == KernelCase.guardValue ? 0 : 1
                                    continue
                                }
                                var sum = Double(bias[column])
                                for segment in 0..<segments {
                                    for k in 0..<depth {
                                        let weight =
                                            (column / panel * segments + segment) * steps * step * panel
                                            + (k / step * panel + column % panel) * step + k % step
                                        sum += Double(a[offsets[segment] + row * stride + k]) * Double(b[weight])
                                    }
                                }
                                let term = Double(other[row * cStride + column])
                                let truth =
                                    switch epilogue {
                                    case .clamp: min(max(sum, -3), 4)
                                    case .hardSwish: sum * min(max(sum + 3, 0), 6) / 6
                                    case .addBeforeClamp: min(max(sum + term, -3), 4)
                                    case .addAfterClamp: min(max(sum, -3), 4) + term
                                    case .interleave: place % 2 == 0 ? term : min(max(sum, -3), 4)
                                    }
                                wrong += kernels.isNear(value, truth) ? 0 : 1
                            }
                        }
                        #expect(
                            wrong == 0,
                            "\(rows) × \(columns), \(segments) × \(depth) deep, \(epilogue): \(wrong) wrong")
                    }
                }
            }
        }
    }
}
