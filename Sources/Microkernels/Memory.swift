import _CSwiftletIntrinsics

// Unaligned loads and stores of vectors of floats.

@inline(__always) func load(_ source: UnsafePointer<Float>) -> Vector {
    UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

@inline(__always) func store(_ x: Vector, to destination: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(destination).storeBytes(of: x, as: Vector.self)
}

/// Prefetches the cache line at an address. The address may lie outside readable memory.
@inline(__always) func prefetch(_ source: UnsafeRawPointer) { swiftlet_prefetch(source) }

@inline(__always) func clamp(_ x: Vector, _ low: Vector, _ high: Vector) -> Vector { minimum(high, maximum(low, x)) }

/// min(max(x + 3, 0), 6) / 6
@inline(__always) func hardSigmoid(_ x: Vector) -> Vector {
    clamp(
        multiplyAdd(Vector(repeating: 0.5), x, Vector(repeating: 1 / 6)), Vector(repeating: 0), Vector(repeating: 1))
}
