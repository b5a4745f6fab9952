import _CSwiftletSHA256

/// A hash function of 64-byte blocks.
package protocol Digest {
    init()
    /// Adds a block of 64 bytes.
    mutating func compress(_ block: UnsafeRawPointer)
    /// Adds `count` blocks of 64 bytes.
    mutating func compress(_ blocks: UnsafeRawPointer, count: Int)
    /// The state in big-endian bytes.
    var state: [UInt8] { get }
}

extension Digest {
    package mutating func compress(_ blocks: UnsafeRawPointer, count: Int) {
        for block in 0..<count { compress(blocks + 64 * block) }
    }
}

/// Hashes bytes piece by piece with a function of 64-byte blocks and big-endian lengths.
///
/// The project has its own hash functions because it only checks downloads: swift-crypto brings BoringSSL, which takes longer to
/// compile than everything else here.
package struct Hasher64<Function: Digest> {
    private var function = Function()
    private var pending: [UInt8] = []
    private var length: UInt64 = 0

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let taken = min(64 - pending.count, rest.count)
            pending.append(contentsOf: rest.prefix(taken))
            rest = rest.dropFirst(taken)
            guard pending.count == 64 else { return }
            pending.withUnsafeBytes { function.compress($0.baseAddress!) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = UnsafeRawBufferPointer(rebasing: rest)
        let blocks = whole.count / 64
        if blocks > 0 { function.compress(whole.baseAddress!, count: blocks) }
        pending.append(contentsOf: whole[(64 * blocks)...])
    }

    package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// The hash of all bytes, in lower-case hexadecimal digits.
    package consuming func finish() -> String {
        let bits = length &* 8
        update([0x80])
        update([UInt8](repeating: 0, count: (120 - pending.count) % 64))
        update((0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) })
        return function.state.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// SHA-256 (FIPS 180-4 §6.2).
package struct SHA256: Digest {
    private var hash: SIMD8<UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    package init() {}

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (§4.2.2).
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    package mutating func compress(_ block: UnsafeRawPointer) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
            for t in 0..<16 { w[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * t, as: UInt32.self)) }
            for t in 16..<64 {
                let (x, y) = (w[t - 15], w[t - 2])
                let small0 = rotated(x, 7) ^ rotated(x, 18) ^ x >> 3
                let small1 = rotated(y, 17) ^ rotated(y, 19) ^ y >> 10
                w[t] = small1 &+ w[t - 7] &+ small0 &+ w[t - 16]
            }
            var (a, b, c, d) = (hash[0], hash[1], hash[2], hash[3])
            var (e, f, g, h) = (hash[4], hash[5], hash[6], hash[7])
            Self.constants.withUnsafeBufferPointer { k in
                for t in 0..<64 {
                    let large1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
                    let first = h &+ large1 &+ (e & f ^ ~e & g) &+ k[t] &+ w[t]
                    let large0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
                    let second = large0 &+ (a & b ^ a & c ^ b & c)
                    (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
                }
            }
            hash = hash &+ [a, b, c, d, e, f, g, h]
        }
    }

    /// Uses the processor's own instructions if it has them: about five times as fast.
    package mutating func compress(_ blocks: UnsafeRawPointer, count: Int) {
        guard Self.isInHardware else {
            for block in 0..<count { compress(blocks + 64 * block) }
            return
        }
        withUnsafeMutableBytes(of: &hash) { state in
            swiftlet_sha256(state.baseAddress!.assumingMemoryBound(to: UInt32.self), blocks, count, Self.constants)
        }
    }

    private static let isInHardware = swiftlet_has_sha256() != 0

    private func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

    package var state: [UInt8] { (0..<8).flatMap { bigEndianBytes(hash[$0]) } }
}

/// SHA-1 (FIPS 180-4 §6.1), which git uses to name contents.
package struct SHA1: Digest {
    private var hash: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]

    package init() {}

    package mutating func compress(_ block: UnsafeRawPointer) {
        var w = (0..<16).map { UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
        for t in 16..<80 { w.append(rotated(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1)) }
        var (a, b, c, d, e) = (hash[0], hash[1], hash[2], hash[3], hash[4])
        for t in 0..<80 {
            let (f, k): (UInt32, UInt32) =
                switch t {
                case 0..<20: (b & c ^ ~b & d, 0x5a82_7999)
                case 20..<40: (b ^ c ^ d, 0x6ed9_eba1)
                case 40..<60: (b & c ^ b & d ^ c & d, 0x8f1b_bcdc)
                default: (b ^ c ^ d, 0xca62_c1d6)
                }
            let next = rotated(a, 5) &+ f &+ e &+ k &+ w[t]
            (e, d, c, b, a) = (d, c, rotated(b, 30), a, next)
        }
        for (i, x) in [a, b, c, d, e].enumerated() { hash[i] &+= x }
    }

    private func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { x << n | x >> (32 - n) }

    package var state: [UInt8] { hash.flatMap(bigEndianBytes) }
}

private func bigEndianBytes(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
}
