// AVX-512 (F, VL, BW, DQ): 32 registers of 16 floats.
import _CSwiftletIntrinsics
import _SwiftletMicrokernelInterface

typealias Vector = SIMD16<Float>
typealias IntegerVector = SIMD16<Int32>

@inline(__always) var lanes: Int { 16 }

@inline(__always) func multiplyAdd(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector { swiftlet_fma_f32x16(sum, a, b) }
@inline(__always) func maximum(_ bound: Vector, _ x: Vector) -> Vector { swiftlet_max_f32x16(bound, x) }
@inline(__always) func minimum(_ bound: Vector, _ x: Vector) -> Vector { swiftlet_min_f32x16(bound, x) }

/// Loads the first `count` lanes, at least 1, and zeros for the rest. A count above `lanes` loads all. Nothing else is read.
@inline(__always) func load(_ source: UnsafePointer<Float>, first count: Int) -> Vector {
    swiftlet_load_first_f32x16(source, Int64(count))
}

/// Stores the first `count` lanes, at least 1. A count above `lanes` stores all.
@inline(__always) func store(_ x: Vector, first count: Int, to destination: UnsafeMutablePointer<Float>) {
    swiftlet_store_first_f32x16(destination, x, Int64(count))
}

/// Eight floats, twice.
@inline(__always) func loadHalfTwice(_ source: UnsafePointer<Float>) -> Vector {
    swiftlet_load_half_twice_f32x16(source)
}

/// Selects the upper half in a ``blend(_:_:_:)``.
@inline(__always) var upperHalfMask: UInt16 { swiftlet_upper_half_mask() }

/// The lanes of `b` that the mask selects, and the other lanes of `a`.
@inline(__always) func blend(_ a: Vector, _ b: Vector, _ mask: UInt16) -> Vector { swiftlet_blend_f32x16(a, b, mask) }

/// The upper half in both halves.
@inline(__always) func upperHalf(_ x: Vector) -> Vector { swiftlet_upper_half_f32x16(x) }

/// Stores a₀ b₀ a₁ b₁ …: the first `count` pairs, at least 1. A count above `lanes` stores all.
@inline(__always) func interleave(
    _ a: Vector, _ b: Vector, pairs count: Int, to destination: UnsafeMutablePointer<Float>
) {
    swiftlet_interleave_f32x16(destination, a, b, Int64(count))
}

/// 1 / x for x ≥ 1, within 2e-7 of its value.
@inline(__always) func reciprocal(_ x: Vector) -> Vector { swiftlet_reciprocal_f32x16(x) }

/// Rows of the largest tile. It takes 24 accumulators of 32 registers, two vectors of weights and a broadcast.
@inline(__always) var tileRows: Int { 12 }
