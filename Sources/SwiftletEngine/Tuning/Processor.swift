import _CSwiftletIntrinsics

/// A processor's vendor, family and model, which decide the speed of kernels.
public struct Processor: Hashable, Sendable, CustomStringConvertible {
    /// `AuthenticAMD`, `GenuineIntel`; `unknown` if the processor does not report it.
    public let vendor: String
    public let family: Int
    public let model: Int

    public init(vendor: String, family: Int, model: Int) {
        self.vendor = vendor
        self.family = family
        self.model = model
    }

    /// This machine's processor.
    public static let current: Processor = {
        var vendor: (CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar) =
            (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        var signature: UInt32 = 0
        let known = withUnsafeMutableBytes(of: &vendor) { bytes in
            swiftlet_processor(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), &signature) != 0
        }
        guard known else { return Processor(vendor: "unknown", family: 0, model: 0) }
        let name = withUnsafeBytes(of: vendor) { bytes in
            String(
                String.UnicodeScalarView(
                    bytes.map { Unicode.Scalar($0) }.filter {
                        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    }))
        }
        // The extended family counts for family 15, the extended model for families 6 and 15.
        let base = Int(signature >> 8 & 0xF)
        let family = base == 15 ? base + Int(signature >> 20 & 0xFF) : base
        let low = Int(signature >> 4 & 0xF)
        let model = base == 15 || base == 6 ? low + Int(signature >> 16 & 0xF) << 4 : low
        return Processor(vendor: name.isEmpty ? "unknown" : name, family: family, model: model)
    }()

    public var description: String { "\(vendor) family \(family) model \(model)" }
}

extension Processor {
    /// Reads a ``description``; nil for other text.
    init?(_ text: inout TextCursor) {
        vendor = text.word()
        guard !vendor.isEmpty, text.accept(" family "), let family = text.integer(in: 0...1 << 16),
            text.accept(" model "), let model = text.integer(in: 0...1 << 16)
        else { return nil }
        self.family = family
        self.model = model
    }
}
