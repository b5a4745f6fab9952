extension WeightsSource: Codable, CustomStringConvertible {
    private static let hub = "https://huggingface.co/"
    private static let branch = "/resolve/main/"

    /// `embedded`, or the address of the file.
    public var description: String {
        switch self {
        case .embedded: "embedded"
        case .huggingFace(let repository, let file): Self.hub + repository + Self.branch + file
        case .url(let url): url
        }
    }

    /// Reads the text of ``description``.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        if text == "embedded" {
            self = .embedded
        } else if text.hasPrefix(Self.hub), let branch = text.firstRange(of: Self.branch) {
            self = .huggingFace(
                repository: String(text[..<branch.lowerBound].dropFirst(Self.hub.count)),
                file: String(text[branch.upperBound...]))
        } else {
            self = .url(text)
        }
    }

    /// Writes the text of ``description``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
