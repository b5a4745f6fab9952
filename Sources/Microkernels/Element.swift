// The elements of maps and packed matrices, and the factors of a matrix product: floats, or pairs of bfloat16, whose two products
// one instruction adds to a float.
import _CSwiftletIntrinsics
import _SwiftletMicrokernelInterface

#if SWIFTLET_BFLOAT16

typealias Element = UInt16
/// A pair of elements in each lane.
typealias Factors = SIMD16<UInt32>

@inline(__always) var elementType: ElementType { .bfloat16 }
@inline(__always) var depthStep: Int { 2 }

@inline(__always) func loadFactors(_ source: UnsafePointer<Element>) -> Factors {
    UnsafeRawPointer(source).loadUnaligned(as: Factors.self)
}
@inline(__always) func repeatFactor(_ source: UnsafePointer<Element>) -> Factors {
    Factors(repeating: UnsafeRawPointer(source).loadUnaligned(as: UInt32.self))
}
/// A pair of one element and zero. The element that follows in memory does not count.
@inline(__always) func repeatLastFactor(_ source: UnsafePointer<Element>) -> Factors {
    swiftlet_low_halves_u32x16(repeatFactor(source))
}
@inline(__always) func loadHalfFactorsTwice(_ source: UnsafePointer<Element>) -> Factors {
    swiftlet_load_half_twice_u32x16(source)
}
@inline(__always) func blend(_ a: Factors, _ b: Factors, _ mask: UInt16) -> Factors {
    swiftlet_blend_u32x16(a, b, mask)
}
/// The two elements of a repeated pair in alternating lanes.
@inline(__always) func alternate(_ factors: Factors) -> Vector { swiftlet_alternate_bf16x16(factors) }
@inline(__always) func multiplyAdd(_ sum: Vector, _ a: Factors, _ b: Factors) -> Vector {
    swiftlet_dot_bf16x32(sum, a, b)
}

@inline(__always) func load(_ source: UnsafePointer<Element>) -> Vector { swiftlet_load_bf16x16(source) }
@inline(__always) func load(_ source: UnsafePointer<Element>, first count: Int) -> Vector {
    swiftlet_load_first_bf16x16(source, Int64(count))
}
@inline(__always) func store(_ x: Vector, to destination: UnsafeMutablePointer<Element>) {
    swiftlet_store_bf16x16(destination, x)
}
@inline(__always) func store(_ x: Vector, first count: Int, to destination: UnsafeMutablePointer<Element>) {
    swiftlet_store_first_bf16x16(destination, x, Int64(count))
}
@inline(__always) func interleave(
    _ a: Vector, _ b: Vector, pairs count: Int, to destination: UnsafeMutablePointer<Element>
) {
    swiftlet_interleave_bf16x16(destination, a, b, Int64(count))
}

#else

typealias Element = Float
typealias Factors = Vector

@inline(__always) var elementType: ElementType { .float32 }
@inline(__always) var depthStep: Int { 1 }

@inline(__always) func loadFactors(_ source: UnsafePointer<Element>) -> Factors { load(source) }
@inline(__always) func repeatFactor(_ source: UnsafePointer<Element>) -> Factors { Factors(repeating: source.pointee) }
@inline(__always) func repeatLastFactor(_ source: UnsafePointer<Element>) -> Factors { repeatFactor(source) }
@inline(__always) func alternate(_ factors: Factors) -> Vector { factors }

#if SWIFTLET_TILE_ROWS_12
@inline(__always) func loadHalfFactorsTwice(_ source: UnsafePointer<Element>) -> Factors { loadHalfTwice(source) }
#endif

#endif

extension MapPointer {
    @inline(__always) var elements: UnsafePointer<Element> { UnsafePointer(mutableElements) }
    @inline(__always) var mutableElements: UnsafeMutablePointer<Element> {
        address.assumingMemoryBound(to: Element.self)
    }
}
