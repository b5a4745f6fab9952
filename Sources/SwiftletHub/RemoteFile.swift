/// A file somewhere on the network.
public enum RemoteFile: Hashable, Sendable {
    /// A file of a model repository on the Hugging Face Hub, such as `model.safetensors` of
    /// `timm/mobilenetv3_large_100.ra_in1k`. `revision` is a branch, a tag or a commit.
    case huggingFace(repository: String, revision: String = "main", file: String)

    /// A file at an `http` or `https` address. With the first hexadecimal digits of its SHA-256, the file is checked and an
    /// interrupted download can be resumed.
    case url(String, sha256Prefix: String? = nil)

    /// A file whose name ends in the first digits of its SHA-256, as PyTorch publishes weights:
    /// `https://download.pytorch.org/models/mobilenet_v2-b0353104.pth`.
    public static func named(afterItsHash url: String) -> RemoteFile {
        let name = url.split(separator: "/").last ?? ""
        guard let hyphen = name.lastIndex(of: "-") else { return .url(url) }
        // Dots before the hyphen belong to the name: mnasnet0.5_top1_67.823-3ffadce67e.pth.
        let digits = name[name.index(after: hyphen)...].prefix { $0 != "." }
        guard (8...64).contains(digits.utf8.count), isLowercaseHexadecimal(digits) else { return .url(url) }
        return .url(url, sha256Prefix: String(digits))
    }
}

func isLowercaseHexadecimal(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
