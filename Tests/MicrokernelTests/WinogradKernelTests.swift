import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// The three kernels of Winograd's algorithm: the products alone, and the transforms against a direct convolution of one tile.
/// Guard values surround the memory that they may write.
@Suite struct WinogradKernelTests {
    @Test(arguments: InstructionSet.available)
    func product(set: InstructionSet) {
        let kernels = set.kernels
        let panel = kernels.panelColumns
        for rows in 1...(2 * kernels.tileRows + 1) {
            for (depth, panels) in [(1, 1), (5, 2), (16, 3)] {
                let (aStride, cStride) = (depth + 3, panels * panel + 5)
                let (aPlane, cPlane) = (rows * aStride + 1, rows * cStride + 2)
                let a = KernelCase.values(Winograd.planes * aPlane, 1)
                let b = KernelCase.values(Winograd.planes * panels * depth * panel, 2)
                var c = [Float](repeating: KernelCase.guardValue, count: Winograd.planes * cPlane)
                var arguments = WinogradProductArguments(
                    a: a.pointer, aStride: aStride, aPlaneStride: aPlane, depth: depth, b: b.pointer, c: &c,
                    cStride: cStride, cPlaneStride: cPlane, rows: rows, panels: panels)
                kernels.winogradProduct(&arguments)
                withExtendedLifetime((a, b)) {}
                var wrong = 0
                for (index, value) in c.enumerated() {
                    let (plane, place) = index.quotientAndRemainder(dividingBy: cPlane)
                    let (row, column) = place.quotientAndRemainder(dividingBy: cStride)
                    guard row < rows, column < panels * panel else {
                        wrong += value == KernelCase.guardValue ? 0 : 1
                        continue
                    }
                    var sum = 0.0
                    for k in 0..<depth {
                        let weight = ((plane * panels + column / panel) * depth + k) * panel + column % panel
                        sum += Double(a[plane * aPlane + row * aStride + k]) * Double(b[weight])
                    }
                    wrong += abs(Double(value) - sum) <= 1e-4 ? 0 : 1
                }
                #expect(wrong == 0, "\(rows) rows × \(panels) panels, \(depth) deep: \(wrong) wrong")
            }
        }
    }

    /// `G g Gᵀ` by its definition: the filter is a polynomial in two variables. Its value at every pair of points is divided by
    /// the points' distances to the others.
    private static func transformed(_ filter: [Double]) -> [Double] {
        let points = [0, Double(Winograd.a), -Double(Winograd.a), Double(Winograd.b), -Double(Winograd.b)]
        func row(_ point: Int) -> [Double] {
            guard point < points.count else { return [0, 0, 1] }
            let x = points[point]
            let distances = points.filter { $0 != x }.reduce(1) { $0 * (x - $1) }
            return [1 / distances, x / distances, x * x / distances]
        }
        var planes: [Double] = []
        for y in 0..<Winograd.inputs {
            for x in 0..<Winograd.inputs {
                let (u, v) = (row(y), row(x))
                var sum = 0.0
                for tap in 0..<9 { sum += u[tap / 3] * v[tap % 3] * filter[tap] }
                planes.append(sum)
            }
        }
        return planes
    }

    /// Every part of a tile on the map or beyond it, every tail of channels, every kind of residual.
    @Test(arguments: InstructionSet.available)
    func transforms(set: InstructionSet) {
        let kernels = set.kernels
        for index in 0..<400 {
            let channels = 1 + index % 37
            let rowRange = index % 4..<6 - index / 4 % 4
            let columnRange = index / 16 % 4..<6 - index / 64 % 4
            let (rows, columns) = (1 + index % 4, 1 + index / 3 % 4)
            let residual = index % 3
            let stride = channels + 3
            let padded = (channels + 15) / 16 * 16
            let input = kernels.map(KernelCase.values(36 * stride + 16, index))
            let planeStride = padded + 16
            var planes = [Float](repeating: KernelCase.guardValue, count: 36 * planeStride)
            var inputArguments = WinogradInputArguments(
                input: input.pointer, rowStride: 6 * stride, pixelStride: stride, firstRow: rowRange.lowerBound,
                endRow: rowRange.upperBound, firstColumn: columnRange.lowerBound, endColumn: columnRange.upperBound,
                output: &planes, planeStride: planeStride, channels: channels)
            kernels.winogradInput(&inputArguments)
            // A depthwise convolution stands in for the products, which the test above covers.
            let filters: [[Double]] = (0..<channels).map { channel in
                let taps: [Int] = (0..<9).map { tap in (channel * 5 + tap * 3) % 7 - 3 }
                return taps.map { Double($0) / 4 }
            }
            var wrong = 0
            for channel in 0..<channels {
                for (plane, weight) in Self.transformed(filters[channel]).enumerated() {
                    planes[plane * planeStride + channel] *= Float(weight)
                }
            }
            for plane in 0..<36 {
                for channel in padded..<planeStride {
                    wrong += planes[plane * planeStride + channel] == KernelCase.guardValue ? 0 : 1
                }
            }
            let bias = KernelCase.values(padded, 3)
            let other = kernels.map(KernelCase.values(16 * stride + 16, 4))
            let output = kernels.guarded(16 * stride)
            var outputArguments = WinogradOutputArguments(
                input: planes.pointer, planeStride: planeStride, output: output.pointer, rowStride: 4 * stride,
                pixelStride: stride, rows: rows, columns: columns, channels: channels,
                epilogue: EpilogueArguments(
                    bias: bias.pointer, other: residual == 0 ? nil : other.pointer,
                    combination: residual == 1 ? .addBeforeClamp : .addAfterClamp, minimum: -3, maximum: 4),
                residualRowStride: 4 * stride, residualPixelStride: stride)
            kernels.winogradOutput(&outputArguments)
            withExtendedLifetime((input, planes, bias, other)) {}
            for place in 0..<16 * stride {
                let value = output[place]
                let (pixel, channel) = place.quotientAndRemainder(dividingBy: stride)
                let (y, x) = pixel.quotientAndRemainder(dividingBy: 4)
                guard y < rows, x < columns, channel < channels else {
                    wrong += value == KernelCase.guardValue ? 0 : 1
                    continue
                }
                var sum = Double(bias[channel])
                for tap in 0..<9 where rowRange.contains(y + tap / 3) && columnRange.contains(x + tap % 3) {
                    let pixel = (y + tap / 3) * 6 + x + tap % 3
                    sum += Double(input[pixel * stride + channel]) * filters[channel][tap]
                }
                let term = residual == 0 ? 0 : Double(other[place])
                let truth = residual == 2 ? min(max(sum, -3), 4) + term : min(max(sum + term, -3), 4)
                wrong += abs(Double(value) - truth) <= 2e-5 ? 0 : 1
            }
            #expect(
                wrong == 0,
                "\(channels) channels, input \(rowRange) × \(columnRange), output \(rows) × \(columns): \(wrong) wrong")
        }
    }
}
