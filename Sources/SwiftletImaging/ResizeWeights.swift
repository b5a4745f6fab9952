/// For a range of output positions along one axis, the input positions that each uses and their weights in 22-bit fixed point.
///
/// Follows Pillow's `Resample.c`, rounding included: the kernel is stretched by the reduction factor (antialiasing), cut off at the
/// borders and normalised.
struct ResizeWeights {
    static let fractionBits = 22
    /// A weight is `high << lowBits + low`. Both halves fit in 16-bit factors, and so does a byte.
    static let lowBits = 11

    /// Two neighbouring weights in the form that kernels take: the first is in the low half of each integer.
    struct Pair {
        let high: UInt32
        let low: UInt32

        init(_ first: Int32, _ second: Int32) {
            func pack(_ a: Int32, _ b: Int32) -> UInt32 {
                UInt32(UInt16(truncatingIfNeeded: a)) | UInt32(UInt16(truncatingIfNeeded: b)) << 16
            }
            let mask = Int32(1) << Int32(ResizeWeights.lowBits) - 1
            high = pack(first >> Int32(ResizeWeights.lowBits), second >> Int32(ResizeWeights.lowBits))
            low = pack(first & mask, second & mask)
        }
    }

    /// The first input position of each output.
    private(set) var starts: [Int] = []
    /// The number of input positions of each output.
    private(set) var counts: [Int] = []
    /// The weights of each output, `stride` pairs apart, zero beyond its count.
    private(set) var pairs: [Pair] = []
    let stride: Int

    /// - Parameter outputs: The needed part of `0..<outputSize`.
    init(inputSize: Int, outputSize: Int, outputs: Range<Int>, filter: ResizeFilter) {
        let scale = Double(inputSize) / Double(outputSize)
        let filterScale = max(scale, 1)
        let support = filter.support * filterScale
        let taps = min(inputSize, Int(support.rounded(.up)) * 2 + 1)
        stride = (taps + 1) / 2
        pairs.reserveCapacity(outputs.count * stride)
        starts.reserveCapacity(outputs.count)
        counts.reserveCapacity(outputs.count)
        var kernel = [Double](repeating: 0, count: taps)
        for output in outputs {
            let center = (Double(output) + 0.5) * scale
            let start = max(0, Int(center - support + 0.5))
            let end = min(inputSize, Int(center + support + 0.5))
            var sum = 0.0
            for position in start..<end {
                // A product, as in Pillow: a quotient would round differently.
                let weight = filter((Double(position) - center + 0.5) * (1 / filterScale))
                kernel[position - start] = weight
                sum += weight
            }
            func weight(_ tap: Int) -> Int32 {
                guard tap < end - start else { return 0 }
                let fixed = (sum == 0 ? kernel[tap] : kernel[tap] / sum) * Double(1 << Self.fractionBits)
                return Int32(fixed + (fixed < 0 ? -0.5 : 0.5))
            }
            for pair in 0..<stride { pairs.append(Pair(weight(2 * pair), weight(2 * pair + 1))) }
            starts.append(start)
            counts.append(end - start)
        }
    }

    /// The input positions that the outputs use together.
    var inputs: Range<Int> {
        let end = zip(starts, counts).reduce(0) { max($0, $1.0 + $1.1) }
        return starts[0]..<end
    }
}
