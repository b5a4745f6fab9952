/// A file somewhere on the network.
public enum RemoteFile: Hashable, Sendable {
    /// A file of a model repository on the Hugging Face Hub, such as `model.safetensors` of
    /// `timm/mobilenetv3_large_100.ra_in1k`. `revision` is a branch, a tag or a commit.
    case huggingFace(repository: String, revision: String = "main", file: String)

    /// A file at an `http` or `https` address. With the first hexadecimal digits of its SHA-256 it is checked, and an
    /// interrupted download can be resumed.
    case url(String, sha256Prefix: String? = nil)

    /// A file whose name ends in the first digits of its SHA-256, as PyTorch publishes weights:
    /// `https://download.pytorch.org/models/mobilenet_v2-b0353104.pth`.
    public static func named(afterItsHash url: String) -> RemoteFile {
        let name = url.split(separator: "/").last ?? ""
        let stem = name.split(separator: ".", omittingEmptySubsequences: false).first ?? ""
        guard stem.contains("-"), let digits = stem.split(separator: "-").last, (8...64).contains(digits.utf8.count),
            isLowercaseHexadecimal(digits)
        else { return .url(url) }
        return .url(url, sha256Prefix: String(digits))
    }
}

func isLowercaseHexadecimal(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}

/// Names that become parts of paths and addresses, held to what they can be before any use.
enum RemoteName {
    /// `name` or `owner/name`, of letters, digits, `-`, `_` and `.`.
    static func isRepository(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && text.utf8.count <= 200
            && parts.allSatisfy { part in
                isComponent(part) && !part.contains("--") && part.utf8.allSatisfy { isUnreserved($0) }
            }
    }

    /// A branch, tag or commit; branches such as `refs/pr/1` have slashes.
    static func isRevision(_ text: String) -> Bool { isPath(text) }

    /// A relative path that stays inside its folder.
    static func isPath(_ text: String) -> Bool {
        text.utf8.count <= 400
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { isComponent($0) }
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }

    static func isComponent(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text != "." && text != ".." && text.utf8.count <= 255
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Percent-encodes everything but unreserved characters and the slashes that `keepingSlashes` keeps.
    static func encoded(_ text: String, keepingSlashes: Bool = true) -> String {
        var result = ""
        for byte in text.utf8 {
            if isUnreserved(byte) || byte == UInt8(ascii: "~") || (keepingSlashes && byte == UInt8(ascii: "/")) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }
}
