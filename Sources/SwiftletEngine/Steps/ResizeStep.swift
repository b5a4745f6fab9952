import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// Scales a map to another size, by the nearest pixel or bilinear interpolation.
struct ResizeStep: MapStep {
    let label = "resize"
    let input: MapLayout
    let output: MapLayout

    /// The two input rows (or columns) around an output row, and its distance from the first.
    private struct Sample {
        let low: Int
        let high: Int
        let fraction: Float
    }

    private let rows: [Sample]
    private let columns: [Sample]

    init(_ interpolation: Interpolation, input: MapLayout, output: MapLayout) {
        self.input = input
        self.output = output
        func samples(_ outputs: Int, _ extent: Int) -> [Sample] {
            (0..<outputs).map { index in
                switch interpolation {
                case .nearest:
                    let source = index * extent / outputs
                    return Sample(low: source, high: source, fraction: 0)
                case .bilinear:
                    let position = max(0, (Double(index) + 0.5) * Double(extent) / Double(outputs) - 0.5)
                    let low = min(Int(position), extent - 1)
                    return Sample(
                        low: low, high: min(low + 1, extent - 1), fraction: Float(position - Double(low)))
                }
            }
        }
        rows = samples(output.height, input.height)
        columns = samples(output.width, input.width)
    }

    func run(_ context: StepContext) {
        for line in context.share(of: output.batch * output.height) {
            let (image, y) = line.quotientAndRemainder(dividingBy: output.height)
            let row = rows[y]
            let base = image * input.imageStride
            for (x, column) in columns.enumerated() {
                func pixel(_ y: Int, _ x: Int) -> MapPointer {
                    context.map(input, base + y * input.rowStride + x * input.pixelStride)
                }
                let (a, b) = (pixel(row.low, column.low), pixel(row.low, column.high))
                let (c, d) = (pixel(row.high, column.low), pixel(row.high, column.high))
                let target = context.map(
                    output, image * output.imageStride + y * output.rowStride + x * output.pixelStride)
                for channel in 0..<output.channels {
                    let top = a[channel] + (b[channel] - a[channel]) * column.fraction
                    let bottom = c[channel] + (d[channel] - c[channel]) * column.fraction
                    target[channel] = top + (bottom - top) * row.fraction
                }
            }
        }
    }
}
