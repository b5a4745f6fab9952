// The instructions of every CPU of the architecture: SSE2 (16 registers of 4 floats, no fused multiply-add) or NEON (32).
import _CSwiftletIntrinsics
import _SwiftletMicrokernelInterface

typealias Vector = SIMD4<Float>
typealias IntegerVector = SIMD4<Int32>

@inline(__always) var lanes: Int { 4 }

@inline(__always) func multiplyAdd(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector {
    #if arch(arm64)
    sum.addingProduct(a, b)
    #else
    // Without the instruction, a fused product is a library call per lane.
    sum + a * b
    #endif
}
@inline(__always) func maximum(_ bound: Vector, _ x: Vector) -> Vector { swiftlet_max_f32x4(bound, x) }
@inline(__always) func minimum(_ bound: Vector, _ x: Vector) -> Vector { swiftlet_min_f32x4(bound, x) }

/// Loads the first `count` lanes, at least 1, and zeros for the rest. A count above `lanes` loads all. Nothing else is read.
@inline(__always) func load(_ source: UnsafePointer<Float>, first count: Int) -> Vector {
    swiftlet_load_first_f32x4(source, Int64(count))
}

/// Stores the first `count` lanes, at least 1. A count above `lanes` stores all.
@inline(__always) func store(_ x: Vector, first count: Int, to destination: UnsafeMutablePointer<Float>) {
    swiftlet_store_first_f32x4(destination, x, Int64(count))
}

/// Stores a₀ b₀ a₁ b₁ …: the first `count` pairs, at least 1. A count above `lanes` stores all.
@inline(__always) func interleave(
    _ a: Vector, _ b: Vector, pairs count: Int, to destination: UnsafeMutablePointer<Float>
) {
    swiftlet_interleave_f32x4(destination, a, b, Int64(count))
}

/// 1 / x for x ≥ 1.
@inline(__always) func reciprocal(_ x: Vector) -> Vector { 1 / x }

/// Rows of the largest tile. It takes 8 accumulators of 16 registers, two vectors of weights, a broadcast and a product.
@inline(__always) var tileRows: Int { 4 }
