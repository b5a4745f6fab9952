import SwiftletHub
import Testing

@Suite("Hashes")
struct DigestTests {
    private func hash<Function: Digest>(_: Function.Type, _ pieces: [[UInt8]]) -> String {
        var hasher = Hasher64<Function>()
        for piece in pieces { hasher.update(piece) }
        return hasher.finish()
    }

    /// The examples of FIPS 180-4, and of NIST's CAVS for the empty message.
    @Test("SHA-256 of the standard's examples")
    func sha256() {
        let examples = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ]
        for (message, expected) in examples { #expect(hash(SHA256.self, [Array(message.utf8)]) == expected) }
    }

    @Test("SHA-1 of the standard's examples")
    func sha1() {
        let examples = [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
        ]
        for (message, expected) in examples { #expect(hash(SHA1.self, [Array(message.utf8)]) == expected) }
    }

    @Test("The processor's instructions and plain code compute the same SHA-256")
    func hardware() {
        let message = (0..<6400).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        for count in [0, 1, 2, 5, 100] {
            message.withUnsafeBytes { bytes in
                var (together, alone) = (SHA256(), SHA256())
                together.compress(bytes.baseAddress!, count: count)
                for block in 0..<count { alone.compress(bytes.baseAddress! + 64 * block) }
                #expect(together.state == alone.state)
            }
        }
    }

    @Test(
        "A hash is found in a name with other dots and hyphens",
        arguments: [
            ("mobilenet_v2-b0353104.pth", "b0353104"), ("mnasnet0.5_top1_67.823-3ffadce67e.pth", "3ffadce67e"),
            ("shufflenetv2_x0.5-f707e7126e.pth", "f707e7126e"), ("alexnet-owt-7be5be79.pth", "7be5be79"),
            ("some-net.pth", nil), ("b0353104.pth", nil), ("net-B0353104.pth", nil),
        ])
    func names(_ file: String, _ digits: String?) {
        let url = "https://download.pytorch.org/models/" + file
        #expect(RemoteFile.named(afterItsHash: url) == .url(url, sha256Prefix: digits))
    }

    @Test("The hash does not depend on how the message is cut")
    func pieces() {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for length in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 300] {
            let whole = hash(SHA256.self, [Array(message.prefix(length))])
            for step in [1, 3, 63, 64, 65, 127] {
                let pieces = stride(from: 0, to: length, by: step).map { Array(message[$0..<min(length, $0 + step)]) }
                #expect(hash(SHA256.self, pieces) == whole)
            }
        }
    }
}
