import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// Maximum and average pooling, over sliding windows or the cells of a grid.
struct PoolStep: Step {
    let label: String
    let bytes: Int

    /// The input rows (or columns) of an output row (or column), and the divisor of their average.
    private struct Span {
        let first: Int
        let count: Int
        let divisor: Int
        let step: Int
    }

    /// Adjacent output columns with equal windows at equal distances.
    private struct Run {
        let x: Int
        var pixels: Int
        let column: Span
        var stride: Int

        init(x: Int, _ column: Span) {
            (self.x, pixels, self.column, stride) = (x, 1, column, 0)
        }

        /// Adds the next column, if it is alike.
        mutating func extend(by next: Span) -> Bool {
            let step = next.first - column.first - (pixels - 1) * stride
            guard next.count == column.count, next.divisor == column.divisor, pixels == 1 || step == stride else {
                return false
            }
            stride = step
            pixels += 1
            return true
        }
    }

    private let kernels: KernelSet
    private let input: MapLayout
    private let output: MapLayout
    private let rows: [Span]
    private let runs: [Run]
    private let isMaximum: Bool
    private let partition: RowPartition

    /// A window that slides over the map.
    init(
        _ pool: Pool, isMaximum: Bool, name: String, input: MapLayout, output: MapLayout, kernels: KernelSet,
        threads: Int
    ) {
        let window = pool.window
        let padding = window.padding.resolved(input: Size(input.height, input.width), window: window)
        func spans(
            _ outputs: Int, _ extent: Int, _ before: Int, _ after: Int, _ kernel: Int, _ stride: Int, _ dilation: Int
        ) -> [Span] {
            (0..<outputs).map { index in
                let start = index * stride - before
                let first = start >= 0 ? 0 : (-start + dilation - 1) / dilation
                let end = max(first, min(kernel, extent > start ? (extent - start + dilation - 1) / dilation : 0))
                // The padding counts, but pixels beyond it from rounding up do not.
                let padded = min(start + dilation * (kernel - 1) + 1, extent + after) - start
                return Span(
                    first: start + first * dilation, count: end - first,
                    divisor: pool.countsPadding ? (padded + dilation - 1) / dilation : end - first, step: dilation)
            }
        }
        self.init(
            isMaximum: isMaximum, input: input, output: output,
            rows: spans(
                output.height, input.height, padding.top, padding.bottom, window.kernel.height, window.stride.height,
                window.dilation.height),
            columns: spans(
                output.width, input.width, padding.left, padding.right, window.kernel.width, window.stride.width,
                window.dilation.width),
            label: "\(name) \(window.kernel)", kernels: kernels, threads: threads)
    }

    /// Cells that divide the map as PyTorch's adaptive pooling does: from ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉.
    init(
        cellsNamed name: String, isMaximum: Bool, input: MapLayout, output: MapLayout, kernels: KernelSet, threads: Int
    ) {
        func spans(_ outputs: Int, _ extent: Int) -> [Span] {
            (0..<outputs).map { index in
                let first = index * extent / outputs
                let count = ((index + 1) * extent + outputs - 1) / outputs - first
                return Span(first: first, count: count, divisor: count, step: 1)
            }
        }
        self.init(
            isMaximum: isMaximum, input: input, output: output, rows: spans(output.height, input.height),
            columns: spans(output.width, input.width), label: name, kernels: kernels, threads: threads)
    }

    private init(
        isMaximum: Bool, input: MapLayout, output: MapLayout, rows: [Span], columns: [Span],
        label: String, kernels: KernelSet, threads: Int
    ) {
        self.label = label
        bytes = 4 * (input.count + output.count)
        self.kernels = kernels
        self.input = input
        self.output = output
        self.rows = rows
        runs = columns.enumerated().reduce(into: []) { runs, item in
            if runs.isEmpty || !runs[runs.count - 1].extend(by: item.element) {
                runs.append(Run(x: item.offset, item.element))
            }
        }
        self.isMaximum = isMaximum
        partition = RowPartition(rows: output.batch * output.height, channels: output.channels, threads: threads)
    }

    func run(_ context: StepContext) {
        for item in context.share(of: partition.count) {
            let (line, channel, channels) = partition[item]
            let (image, y) = line.quotientAndRemainder(dividingBy: output.height)
            let row = rows[y]
            for run in runs {
                let column = run.column
                let target =
                    image * output.imageStride + y * output.rowStride
                    + run.x * output.pixelStride + channel
                guard row.count > 0, column.count > 0 else {
                    for pixel in 0..<run.pixels {
                        context.map(output, target + pixel * output.pixelStride).update(
                            repeating: isMaximum ? -.infinity : 0, count: channels)
                    }
                    continue
                }
                let source =
                    image * input.imageStride + row.first * input.rowStride
                    + column.first * input.pixelStride + channel
                var arguments = PoolArguments(
                    input: context.map(input, source), rowStride: row.step * input.rowStride,
                    columnStride: column.step * input.pixelStride, pixelStride: run.stride * input.pixelStride,
                    rows: row.count, columns: column.count, output: context.map(output, target),
                    outputStride: output.pixelStride, pixels: run.pixels, channels: channels,
                    scale: isMaximum ? 0 : 1 / Float(row.divisor * column.divisor))
                kernels.pool(&arguments)
            }
        }
    }
}
