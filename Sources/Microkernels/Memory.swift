// Loads and stores of vectors of floats; nothing is assumed aligned.

@inline(__always) func load(_ source: UnsafePointer<Float>) -> Vector {
    UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

@inline(__always) func store(_ x: Vector, to destination: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(destination).storeBytes(of: x, as: Vector.self)
}

@inline(__always) func clamp(_ x: Vector, _ low: Vector, _ high: Vector) -> Vector { minimum(high, maximum(low, x)) }
