extension Size: Codable {
    /// Reads `[height, width]`.
    /// - Throws: `DecodingError` for a negative extent and for one beyond 31 bits, whose area might not fit in `Int`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let extents = try container.decode([Int].self)
        guard extents.count == 2, extents.allSatisfy((0...Int(Int32.max)).contains) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(extents) is not a height and a width in pixels")
        }
        self.init(extents[0], extents[1])
    }

    /// Writes `[height, width]`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode([height, width])
    }
}

extension Padding: Codable {
    /// Reads `"same"`, `"same lower"`, or the rows and columns `[top, left, bottom, right]`.
    /// - Throws: `DecodingError` for anything else, and for numbers beyond 31 bits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self) {
            switch word {
            case "same": self = .same
            case "same lower": self = .sameLower
            default:
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(word)\" is not a padding")
            }
            return
        }
        let sides = try container.decode([Int].self)
        guard sides.count == 4, sides.allSatisfy((Int(Int32.min)...Int(Int32.max)).contains) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(sides) is not a padding of four sides")
        }
        self = .explicit(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3])
    }

    /// Writes `"same"`, `"same lower"`, or the rows and columns `[top, left, bottom, right]`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .same: try container.encode("same")
        case .sameLower: try container.encode("same lower")
        case .explicit(let top, let left, let bottom, let right): try container.encode([top, left, bottom, right])
        }
    }
}
