import SwiftletGraphs
import _SwiftletMicrokernelInterface

// Steps that only move values: padding, cropping, concatenations that are not in place, channel shuffles, flattening.

/// Copies a map and writes zeros around it. Negative padding crops the map.
struct PadStep: MapStep {
    let label: String
    let input: MapLayout
    let output: MapLayout
    private let padding: ResolvedPadding
    /// The columns of the input that are copied.
    private let columns: Range<Int>

    init(_ padding: ResolvedPadding, input: MapLayout, output: MapLayout) {
        label = padding.isCrop ? "crop" : "pad"
        self.input = input
        self.output = output
        self.padding = padding
        columns = max(0, -padding.left)..<input.width - max(0, -padding.right)
    }

    func run(_ context: StepContext) {
        for row in context.share(of: output.batch * output.height) {
            let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
            let target = context.map(
                output, image * output.imageStride + y * output.rowStride)
            let sourceRow = y - padding.top
            guard (0..<input.height).contains(sourceRow) else {
                zero(target, pixels: output.width)
                continue
            }
            zero(target, pixels: padding.left)
            let source = context.map(
                input,
                image * input.imageStride + sourceRow * input.rowStride
                    + columns.lowerBound * input.pixelStride)
            let middle = target + max(0, padding.left) * output.pixelStride
            if input.pixelStride == output.pixelStride && input.channels == input.pixelStride {
                middle.update(from: source, count: columns.count * input.pixelStride)
            } else {
                for x in 0..<columns.count {
                    (middle + x * output.pixelStride).update(
                        from: source + x * input.pixelStride, count: input.channels)
                }
            }
            zero(middle + columns.count * output.pixelStride, pixels: padding.right)
        }
    }

    private func zero(_ target: MapPointer, pixels: Int) {
        for pixel in 0..<max(0, pixels) {
            (target + pixel * output.pixelStride).update(repeating: 0, count: output.channels)
        }
    }
}

/// Copies the parts of a concatenation that are not in place.
struct ConcatenateStep: Step {
    let label = "concatenate"
    let bytes: Int
    private let parts: [(input: MapLayout, channel: Int)]
    private let output: MapLayout

    /// Nil if every part is in place.
    init?(inputs: [MapLayout], output: MapLayout) {
        var parts: [(input: MapLayout, channel: Int)] = []
        var channel = 0
        for input in inputs {
            if input.byteOffset != output.byteOffset + channel * output.element.byteCount
                || input.pixelStride != output.pixelStride
            {
                parts.append((input, channel))
            }
            channel += input.channels
        }
        guard !parts.isEmpty else { return nil }
        bytes = parts.reduce(0) { $0 + 8 * $1.input.count }
        self.parts = parts
        self.output = output
    }

    func run(_ context: StepContext) {
        for pixel in context.share(of: output.pixels) {
            let target = context.map(output, pixel * output.pixelStride)
            for (input, channel) in parts {
                (target + channel).update(
                    from: context.map(input, pixel * input.pixelStride), count: input.channels)
            }
        }
    }
}

/// Output channel `i · groups + g` is input channel `g · channels / groups + i` (ShuffleNet §3.1).
struct ChannelShuffleStep: MapStep {
    let label = "channel shuffle"
    let input: MapLayout
    let output: MapLayout
    private let groups: Int

    init(groups: Int, input: MapLayout, output: MapLayout) {
        self.input = input
        self.output = output
        self.groups = groups
    }

    func run(_ context: StepContext) {
        let channels = input.channels / groups
        for pixel in context.share(of: input.pixels) {
            let source = context.map(input, pixel * input.pixelStride)
            let target = context.map(output, pixel * output.pixelStride)
            for group in 0..<groups {
                for channel in 0..<channels {
                    target[channel * groups + group] = source[group * channels + channel]
                }
            }
        }
    }
}

/// The map as one vector in the IR's order: channels, rows, columns.
struct FlattenStep: MapStep {
    let label = "flatten"
    let input: MapLayout
    let output: MapLayout

    init(input: MapLayout, output: MapLayout) {
        self.input = input
        self.output = output
    }

    func run(_ context: StepContext) {
        let area = input.height * input.width
        for pixel in context.share(of: input.pixels) {
            let (image, position) = pixel.quotientAndRemainder(dividingBy: area)
            let source = context.map(input, pixel * input.pixelStride)
            let target = context.map(
                output, image * output.pixelStride + position)
            for channel in 0..<input.channels { target[channel * area] = source[channel] }
        }
    }
}
