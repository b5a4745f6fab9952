// AVX2 with FMA: 16 registers of 8 floats.
import _CSwiftletIntrinsics
import _SwiftletMicrokernelInterface

typealias Vector = SIMD8<Float>
typealias IntegerVector = SIMD8<Int32>

@inline(__always) var lanes: Int { 8 }

@inline(__always) func multiplyAdd(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector { swiftlet_fma_f32x8(sum, a, b) }
@inline(__always) func maximum(_ bound: Vector, _ x: Vector) -> Vector { swiftlet_max_f32x8(bound, x) }
@inline(__always) func minimum(_ bound: Vector, _ x: Vector) -> Vector { swiftlet_min_f32x8(bound, x) }

/// Loads the first `count` lanes, at least 1, and zeros for the rest. A count above `lanes` loads all. Nothing else is read.
@inline(__always) func load(_ source: UnsafePointer<Float>, first count: Int) -> Vector {
    swiftlet_load_first_f32x8(source, Int64(count))
}

/// Stores the first `count` lanes, at least 1. A count above `lanes` stores all.
@inline(__always) func store(_ x: Vector, first count: Int, to destination: UnsafeMutablePointer<Float>) {
    swiftlet_store_first_f32x8(destination, x, Int64(count))
}

/// Stores a₀ b₀ a₁ b₁ …: the first `count` pairs, at least 1. A count above `lanes` stores all.
@inline(__always) func interleave(
    _ a: Vector, _ b: Vector, pairs count: Int, to destination: UnsafeMutablePointer<Float>
) {
    swiftlet_interleave_f32x8(destination, a, b, Int64(count))
}

/// 1 / x for x ≥ 1.
@inline(__always) func reciprocal(_ x: Vector) -> Vector { 1 / x }

/// Rows of the largest tile. It takes 12 accumulators of 16 registers, two vectors of weights and a broadcast.
@inline(__always) var tileRows: Int { 6 }
