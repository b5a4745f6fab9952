/// The storage type of the elements of maps and packed matrices. Sums are always float32.
public enum ElementType: Sendable {
    case float32
    /// The upper half of a float32, rounded to nearest, ties to even.
    case bfloat16

    public var byteCount: Int { self == .float32 ? 4 : 2 }
}

/// A place in a map or in packed weights: a pointer that counts in elements of either size.
///
/// Kernels read `address` as the element type that they are compiled for. Access to single elements converts them, for code
/// that does not need to be fast.
@frozen
public struct MapPointer {
    public let address: UnsafeMutableRawPointer
    public let element: ElementType

    @inlinable
    public init(_ address: UnsafeMutableRawPointer, _ element: ElementType) {
        self.address = address
        self.element = element
    }

    @inlinable
    public static func + (base: MapPointer, offset: Int) -> MapPointer {
        MapPointer(base.address + (base.element == .float32 ? offset &<< 2 : offset &<< 1), base.element)
    }

    @inlinable
    public static func += (pointer: inout MapPointer, offset: Int) { pointer = pointer + offset }

    @inlinable
    public subscript(index: Int) -> Float {
        get {
            switch element {
            case .float32:
                address.load(fromByteOffset: index &<< 2, as: Float.self)
            case .bfloat16:
                Float(bitPattern: UInt32(address.load(fromByteOffset: index &<< 1, as: UInt16.self)) &<< 16)
            }
        }
        nonmutating set {
            switch element {
            case .float32:
                address.storeBytes(of: newValue, toByteOffset: index &<< 2, as: Float.self)
            case .bfloat16:
                address.storeBytes(of: bfloat16(rounding: newValue), toByteOffset: index &<< 1, as: UInt16.self)
            }
        }
    }

    /// The same place as a plain pointer.
    /// - Precondition: the elements are float32.
    public var floats: UnsafeMutablePointer<Float> {
        precondition(element == .float32)
        return address.assumingMemoryBound(to: Float.self)
    }

    /// Copies `count` elements of the same type.
    public func update(from source: MapPointer, count: Int) {
        address.copyMemory(from: source.address, byteCount: count * element.byteCount)
    }

    public func update(repeating value: Float, count: Int) {
        switch element {
        case .float32:
            address.assumingMemoryBound(to: Float.self).update(repeating: value, count: count)
        case .bfloat16:
            address.assumingMemoryBound(to: UInt16.self).update(repeating: bfloat16(rounding: value), count: count)
        }
    }

    /// Writes floats, rounded to the element type.
    public func update(from source: UnsafePointer<Float>, count: Int) {
        switch element {
        case .float32:
            floats.update(from: source, count: count)
        case .bfloat16:
            let target = address.assumingMemoryBound(to: UInt16.self)
            for index in 0..<count { target[index] = bfloat16(rounding: source[index]) }
        }
    }
}

/// The nearest bfloat16, ties to even. A NaN stays a NaN.
@usableFromInline
func bfloat16(rounding value: Float) -> UInt16 {
    let bits = value.bitPattern
    let rounded = bits &+ 0x7FFF &+ (bits &>> 16 & 1)
    return UInt16(truncatingIfNeeded: (value.isNaN ? bits | 0x40_0000 : rounded) &>> 16)
}
