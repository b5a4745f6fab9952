/// For a range of output positions along one axis, the input positions that each draws on and their weights, in 22-bit
/// fixed point.
///
/// Pillow's convention: the kernel is stretched by the reduction factor (antialiasing), cut at the borders and
/// normalised. Rounding included, the weights are those of Pillow's `Resample.c`.
struct ResizeWeights {
    static let fractionBits = 22

    /// The first input position of each output.
    private(set) var starts: [Int] = []
    /// How many each draws on.
    private(set) var counts: [Int] = []
    /// Weights of each output, `stride` apart, zero beyond its count.
    private(set) var weights: [Int32]
    let stride: Int

    /// - Parameter outputs: the part of `0..<outputSize` that is needed.
    init(inputSize: Int, outputSize: Int, outputs: Range<Int>, filter: ResizeFilter) {
        let scale = Double(inputSize) / Double(outputSize)
        let filterScale = max(scale, 1)
        let support = filter.support * filterScale
        stride = min(inputSize, Int(support.rounded(.up)) * 2 + 1)
        weights = [Int32](repeating: 0, count: outputs.count * stride)
        starts.reserveCapacity(outputs.count)
        counts.reserveCapacity(outputs.count)
        var kernel = [Double](repeating: 0, count: stride)
        for (index, output) in outputs.enumerated() {
            let center = (Double(output) + 0.5) * scale
            let start = max(0, Int(center - support + 0.5))
            let end = min(inputSize, Int(center + support + 0.5))
            var sum = 0.0
            for position in start..<end {
                let weight = filter((Double(position) - center + 0.5) / filterScale)
                kernel[position - start] = weight
                sum += weight
            }
            for tap in 0..<end - start {
                let fixed = (sum == 0 ? kernel[tap] : kernel[tap] / sum) * Double(1 << Self.fractionBits)
                weights[index * stride + tap] = Int32(fixed + (fixed < 0 ? -0.5 : 0.5))
            }
            starts.append(start)
            counts.append(end - start)
        }
    }

    /// The input positions that any output draws on.
    var inputs: Range<Int> {
        let end = zip(starts, counts).reduce(0) { max($0, $1.0 + $1.1) }
        return starts[0]..<end
    }
}
