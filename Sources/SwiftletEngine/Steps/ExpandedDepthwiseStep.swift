import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A pointwise convolution and the depthwise one after it, a block of channels and a band of rows at a time.
///
/// A band's expanded channels fit in the second-level cache. Threads share blocks and bands, and wait for each other
/// only after both layers.
struct ExpandedDepthwiseStep: Step {
    let label: String
    let macs: Int
    let bytes: Int
    let scratchBytes: Int

    private let output: MapLayout
    private let band: ExpandedBand
    private let blocking: ExpansionBlocking

    init(
        _ step: LoweredStep.ExpandedDepthwise, input: MapLayout, output: MapLayout, kernels: KernelSet,
        packings: PackingRequests
    ) {
        self.output = output
        blocking = step.blocking
        band = ExpandedBand(
            step.expansion, step.depthwise, input: input, expanded: Size(input.height, input.width),
            output: Size(output.height, output.width), channels: blocking.channels, tileRows: blocking.tileRows,
            kernels: kernels, packings: packings)
        let window = step.depthwise.window
        label = "pointwise → depthwise \(window.kernel)"
        macs = input.count * output.channels + output.count * window.kernel.area
        bytes =
            4
            * (input.count + output.count + step.depthwise.parameters.weightCount
                + step.expansion.parameters.weightCount)
        scratchBytes = band.rows(for: blocking.rows) * band.rowElements * kernels.element.byteCount
    }

    func run(_ context: StepContext) {
        let bands = output.height.dividedUp(by: blocking.rows)
        let blocks = output.channels.dividedUp(by: blocking.channels)
        for item in context.share(of: output.batch * bands * blocks) {
            let (rest, block) = item.quotientAndRemainder(dividingBy: blocks)
            let (image, index) = rest.quotientAndRemainder(dividingBy: bands)
            let first = block * blocking.channels
            let rows = index * blocking.rows..<min(output.height, (index + 1) * blocking.rows)
            let channels = min(blocking.channels, output.channels - first)
            band.expand(
                context, image: image, top: band.top(of: rows.lowerBound), rows: 0..<band.rows(for: rows.count),
                channel: first, channels: channels)
            let target = image * output.imageStride + rows.lowerBound * output.rowStride + first
            band.convolve(
                context, rows: rows.count, channel: first, channels: channels, output: context.map(output, target),
                stride: output.pixelStride, rowStride: output.rowStride)
        }
    }
}
