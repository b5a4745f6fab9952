extension Catalogue {
    /// The largest number of suggestions.
    private static let limit = 3

    /// The names that a user who mistyped `name` may have meant, the closest first. Empty if none is close.
    ///
    /// Case and separators do not count. A name is close if one of its prefixes differs from the mistyped name in at most a
    /// quarter of the letters: `mobilnet` is close to `mobilenet_v2`, `foo` to no name. A name that is a prefix of the
    /// mistyped one is close too: `mobilenet_v2` for `mobilenet_v2_1.0_224`.
    package static func suggestions(for name: String, in names: [String]) -> [String] {
        let typed = letters(of: String(String.UnicodeScalarView(name.unicodeScalars.prefix(100))))
        guard !typed.isEmpty else { return [] }
        let ranked = names.enumerated().compactMap { place, name -> (name: String, rank: (Int, Int, Int))? in
            let candidate = letters(of: name)
            let (toBeginning, toWhole) = distances(from: typed, to: candidate)
            let isContinued = candidate.count >= 4 && typed.starts(with: candidate)
            guard isContinued || toBeginning <= typed.count / 4 else { return nil }
            return (name, (isContinued ? 0 : toBeginning, toWhole, place))
        }
        return ranked.sorted { $0.rank < $1.rank }.prefix(limit).map(\.name)
    }

    /// The name in lower case without separators.
    private static func letters(of name: String) -> [UInt8] {
        Array(name.lowercased().utf8.filter { !"_-. ".utf8.contains($0) })
    }

    /// Levenshtein's distances (the insertions, deletions and substitutions that turn one text into the other) from `a` to the
    /// nearest prefix of `b`, and to all of `b`.
    private static func distances(from a: [UInt8], to b: [UInt8]) -> (beginning: Int, whole: Int) {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let substitution = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return (row.min()!, row[b.count])
    }
}
