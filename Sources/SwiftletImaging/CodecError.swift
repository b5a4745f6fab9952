import _CSwiftletImageCodecs

/// The reason why a picture cannot be decoded. The caller adds the name of the file.
struct CodecError: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension codec_report {
    var failure: CodecError { CodecError(Self.text(reason)) }

    var warnings: [String] {
        let warning = Self.text(warning)
        return warning.isEmpty ? [] : [warning]
    }

    private static func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension codec_header {
    /// Cannot overflow: both sides are below 2³¹.
    var pixelCount: Int { Int(width) * Int(height) }

    static func read(
        _ body: (inout codec_header, inout codec_report) -> Bool
    ) throws(CodecError) -> codec_header {
        var header = codec_header()
        var report = codec_report()
        guard body(&header, &report) else { throw report.failure }
        return header
    }
}
