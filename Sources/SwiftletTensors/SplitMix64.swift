/// A small random number generator whose sequence is the same on every machine (G. L. Steele, D. Lea, C. H. Flood, "Fast
/// splittable pseudorandom number generators", 2014).
package struct SplitMix64: RandomNumberGenerator {
    @usableFromInline package var state: UInt64

    @inlinable package init(state: UInt64) { self.state = state }

    /// Starts from the FNV-1a hash of the text's UTF-8.
    package init(hashing text: String) {
        state = text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    @inlinable package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in `0..<1`, a multiple of 2⁻²⁴.
    @inlinable package mutating func nextFloat() -> Float { Float(next() >> 40) * 0x1p-24 }
}
