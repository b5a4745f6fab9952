extension Tensor {
    /// The elements as float32, in row-major order. Integers become the nearest float.
    public func floats() -> [Float] {
        // The standard library would write to the empty array that all threads share: harmless, but a data race.
        guard count > 0 else { return [] }
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            copyFloats(to: buffer)
            initialized = count
        }
    }

    /// Writes the elements as float32 to the start of `destination`, in row-major order.
    /// - Precondition: `destination` has room for `count` elements.
    public func copyFloats(to destination: UnsafeMutableBufferPointer<Float>) {
        precondition(destination.count >= count)
        withUnsafeBytes { bytes in
            func each<T>(_: T.Type, _ convert: (T) -> Float) {
                for i in 0..<count {
                    let element = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self)
                    destination.initializeElement(at: i, to: convert(element))
                }
            }
            switch scalarType {
            case .float32: each(Float.self) { $0 }
            case .float64: each(Double.self) { Float($0) }
            case .float16: each(UInt16.self) { Float(Float16(bitPattern: $0)) }
            case .bfloat16: each(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
            case .int64: each(Int64.self) { Float($0) }
            case .int32: each(Int32.self) { Float($0) }
            case .int16: each(Int16.self) { Float($0) }
            case .int8: each(Int8.self) { Float($0) }
            case .uint8: each(UInt8.self) { Float($0) }
            case .bool: each(UInt8.self) { $0 == 0 ? 0 : 1 }
            }
        }
    }

    /// The tensor with its elements rounded once to the nearest value of another floating-point type, ties to even.
    /// A tensor of integers is returned unchanged, and so is every tensor if `type` is an integer type.
    public func converted(to type: ScalarType) -> Tensor {
        guard type.isFloatingPoint, scalarType.isFloatingPoint, type != scalarType else { return self }
        var result = Tensor(zeros: shape, scalarType: type)
        // Only float64 has more bits than float32.
        let source = scalarType == .float64 && type.size < 4 ? floatsRoundedToOdd() : floats()
        result.withUnsafeMutableBytes { bytes in
            func each<T>(_ convert: (Float) -> T) {
                for (i, element) in source.enumerated() {
                    bytes.storeBytes(of: convert(element), toByteOffset: i * MemoryLayout<T>.size, as: T.self)
                }
            }
            switch type {
            case .float64: each { Double($0) }
            case .float16: each { Float16($0).bitPattern }
            case .bfloat16: each { bfloat16(rounding: $0) }
            default: each { $0 }
            }
        }
        return result
    }
}

extension Tensor {
    /// The elements of a float64 tensor as float32 values that can be rounded once more without error.
    private func floatsRoundedToOdd() -> [Float] {
        withUnsafeBytes { bytes in
            (0..<count).map { i in
                Float(roundingToOdd: bytes.loadUnaligned(fromByteOffset: i * 8, as: Double.self))
            }
        }
    }
}

extension Float {
    /// Rounds to odd: an inexact value becomes the neighbour whose last bit is set. A second rounding, to a type at least two
    /// bits shorter, then gives the value nearest to the original, because the set bit shows on which side of a tie it lay
    /// (S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008,
    /// §3).
    fileprivate init(roundingToOdd value: Double) {
        let nearest = Float(value)
        guard nearest.isFinite, Double(nearest) != value else {
            self = nearest
            return
        }
        let towardZero = nearest.bitPattern - (Double(nearest).magnitude > value.magnitude ? 1 : 0)
        self.init(bitPattern: towardZero | 1)
    }
}

/// The upper half of a float32, rounded to nearest even; a NaN stays one.
private func bfloat16(rounding value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
}
