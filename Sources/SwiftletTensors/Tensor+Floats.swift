extension Tensor {
    /// Gives the elements as float32 in row-major order, without a copy where they are that already.
    package func withFloats<R, E: Error>(_ body: (UnsafeBufferPointer<Float>) throws(E) -> R) throws(E) -> R {
        let result: R? = try withUnsafeBytes { (bytes) throws(E) in
            guard scalarType == .float32, Int(bitPattern: bytes.baseAddress) % MemoryLayout<Float>.alignment == 0 else {
                return nil
            }
            return try body(bytes.bindMemory(to: Float.self))
        }
        if let result { return result }
        return try floats().withUnsafeBufferPointer { (buffer) throws(E) in try body(buffer) }
    }
}
