import _CSwiftletIntrinsics

// Exact sums of products of bytes and 22-bit weights. A weight is split into two 16-bit halves (see `ResizeWeights`), so that one
// instruction multiplies eight bytes and adds neighbouring products. Intermediate sums may wrap around. The total does not
// overflow, because the weights' absolute values add up to less than 1.3.

private typealias Sums = SIMD4<Int32>

/// Half of the last place that is kept, added in order to round.
private let half = Int32(1) << Int32(ResizeWeights.fractionBits - 1)

/// The sum of both halves, rounded and shifted, but not yet clamped to 0…255.
@inline(__always)
private func total(_ high: Sums, _ low: Sums) -> Sums {
    (high &<< Sums(repeating: Int32(ResizeWeights.lowBits)) &+ low &+ Sums(repeating: half))
        &>> Sums(repeating: Int32(ResizeWeights.fractionBits))
}

@inline(__always)
private func load(_ address: UnsafePointer<UInt8>) -> SIMD16<UInt8> {
    UnsafeRawPointer(address).loadUnaligned(as: SIMD16<UInt8>.self)
}

@inline(__always)
private func loadHalf(_ address: UnsafePointer<UInt8>) -> SIMD16<UInt8> {
    unsafeBitCast(SIMD2<UInt64>(UnsafeRawPointer(address).loadUnaligned(as: UInt64.self), 0), to: SIMD16<UInt8>.self)
}

@inline(__always)
private func factors(_ pair: UInt32) -> SIMD8<Int16> {
    unsafeBitCast(SIMD4<UInt32>(repeating: pair), to: SIMD8<Int16>.self)
}

/// The number of bytes that kernels may read or write after a row.
let rowSlack = 16

/// Resamples one row of RGB8.
///
/// Reads up to `rowSlack` bytes after the last pixel that it needs, and writes one byte after the row.
func resampleRow(
    _ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>, weights: ResizeWeights
) {
    var destination = UnsafeMutableRawPointer(destination)
    let stride = weights.stride
    weights.pairs.withUnsafeBufferPointer { pairs in
        weights.starts.withUnsafeBufferPointer { starts in
            weights.counts.withUnsafeBufferPointer { counts in
                for index in starts.indices {
                    var pixel = source + starts[index] &* 3
                    var pair = pairs.baseAddress! + index &* stride
                    var (high, low) = (Sums(), Sums())
                    for _ in 0..<(counts[index] &+ 1) &>> 1 {
                        // r₀ r₁ g₀ g₁ b₀ b₁, and a fourth pair that is not used.
                        let both = swiftlet_widen_low_u8x16(
                            swiftlet_interleave_low_u8x16(loadHalf(pixel), loadHalf(pixel + 3)))
                        high &+= swiftlet_add_products_i16x8(both, factors(pair.pointee.high))
                        low &+= swiftlet_add_products_i16x8(both, factors(pair.pointee.low))
                        pixel += 6
                        pair += 1
                    }
                    let bytes = swiftlet_saturate_i32x4(total(high, low))
                    destination.storeBytes(of: bytes, as: UInt32.self)
                    destination += 3
                }
            }
        }
    }
}

/// The weighted sum of `count` rows of `rowBytes` bytes each, whose starts are `stride` bytes apart.
///
/// Reads and writes nothing beyond the rows.
func combineRows(
    _ source: UnsafePointer<UInt8>, count: Int, stride: Int, rowBytes: Int, weights: UnsafePointer<ResizeWeights.Pair>,
    into destination: UnsafeMutablePointer<UInt8>
) {
    guard rowBytes >= 16 else {
        for x in 0..<rowBytes { combineByte(source + x, count, stride, weights, destination + x) }
        return
    }
    var x = 0
    while true {
        combineBytes(source + x, count, stride, weights, destination + x)
        if x == rowBytes &- 16 { return }
        // The last sixteen bytes overlap the previous ones.
        x = min(x &+ 16, rowBytes &- 16)
    }
}

@inline(__always)
private func combineBytes(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ stride: Int, _ weights: UnsafePointer<ResizeWeights.Pair>,
    _ destination: UnsafeMutablePointer<UInt8>
) {
    var (h0, h1, h2, h3) = (Sums(), Sums(), Sums(), Sums())
    var (l0, l1, l2, l3) = (Sums(), Sums(), Sums(), Sums())
    var row = source
    for pair in 0..<(count &+ 1) &>> 1 {
        let first = load(row)
        // A last row without a neighbour is paired with itself, with weight 0.
        let second = load(2 &* pair &+ 1 < count ? row + stride : row)
        let (lower, upper) = (
            swiftlet_interleave_low_u8x16(first, second), swiftlet_interleave_high_u8x16(first, second)
        )
        let (a, b) = (swiftlet_widen_low_u8x16(lower), swiftlet_widen_high_u8x16(lower))
        let (c, d) = (swiftlet_widen_low_u8x16(upper), swiftlet_widen_high_u8x16(upper))
        let (high, low) = (factors(weights[pair].high), factors(weights[pair].low))
        h0 &+= swiftlet_add_products_i16x8(a, high)
        l0 &+= swiftlet_add_products_i16x8(a, low)
        h1 &+= swiftlet_add_products_i16x8(b, high)
        l1 &+= swiftlet_add_products_i16x8(b, low)
        h2 &+= swiftlet_add_products_i16x8(c, high)
        l2 &+= swiftlet_add_products_i16x8(c, low)
        h3 &+= swiftlet_add_products_i16x8(d, high)
        l3 &+= swiftlet_add_products_i16x8(d, low)
        row += 2 &* stride
    }
    let bytes = swiftlet_saturate_i32x16(total(h0, l0), total(h1, l1), total(h2, l2), total(h3, l3))
    UnsafeMutableRawPointer(destination).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
}

/// The weighted sum of one byte, for rows shorter than a vector.
private func combineByte(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ stride: Int, _ weights: UnsafePointer<ResizeWeights.Pair>,
    _ destination: UnsafeMutablePointer<UInt8>
) {
    var sum = half
    for tap in 0..<count {
        let pair = weights[tap / 2]
        let shift = UInt32(16 * (tap % 2))
        let high = Int32(Int16(truncatingIfNeeded: pair.high >> shift))
        let low = Int32(Int16(truncatingIfNeeded: pair.low >> shift))
        sum &+= Int32(source[tap &* stride]) &* (high << Int32(ResizeWeights.lowBits) + low)
    }
    destination.pointee = UInt8(max(0, min(255, sum >> Int32(ResizeWeights.fractionBits))))
}
