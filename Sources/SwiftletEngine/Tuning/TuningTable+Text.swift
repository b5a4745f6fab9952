extension TuningTable: CustomStringConvertible {
    /// The table as text, the layers sorted.
    public var description: String {
        let lines = entries.map { key, entry in "\(key): \(entry)\n" }.sorted()
        return "swiftlet tuning \(Self.version)\n\(processor)\n" + lines.joined()
    }

    /// Reads a table's ``description``.
    /// - Parameter source: The name of the text in errors.
    /// - Throws: ``EngineError`` with the line and the reason if the text is not a table, was measured with other
    ///   kernels, or has a choice that its layer lacks.
    public init(_ text: String, source: String) throws(EngineError) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...].enumerated().makeIterator()
        func next() -> (place: String, text: Substring)? {
            while let (index, line) = lines.next() {
                if !line.isEmpty, !line.hasPrefix("#") { return ("\(source):\(index + 1)", line) }
            }
            return nil
        }
        guard let (place, header) = next() else { throw EngineError(source, "is empty; a tuning table has a header") }
        var cursor = TextCursor(header)
        guard cursor.accept("swiftlet tuning "), let version = cursor.integer(in: 0...Int(Int32.max)), cursor.isAtEnd
        else { throw EngineError(place, "is not 'swiftlet tuning' and a version") }
        guard version == Self.version else {
            throw EngineError(place, "was measured with kernels of version \(version), not \(Self.version)")
        }
        guard let (processorPlace, processorLine) = next() else {
            throw EngineError(source, "does not name a processor")
        }
        cursor = TextCursor(processorLine)
        guard let processor = Processor(&cursor), cursor.isAtEnd else {
            throw EngineError(processorPlace, "is not a processor's vendor, family and model")
        }
        self.init(processor: processor)
        while let (place, line) = next() {
            var cursor = TextCursor(line)
            guard let key = LayerKey(&cursor), cursor.accept(": ") else {
                throw EngineError(place, "does not name a layer")
            }
            guard let entry = Entry(&cursor, for: key.kind), cursor.isAtEnd else {
                throw EngineError(place, "must have a choice for the layer and two times after it")
            }
            if let problem = entry.choice.problem(for: key) { throw EngineError(place, problem) }
            guard entries.updateValue(entry, forKey: key) == nil else {
                throw EngineError(place, "repeats a layer")
            }
        }
    }
}

extension TuningTable.Entry: CustomStringConvertible {
    var description: String {
        "\(choice) (\(Self.text(microseconds)) us, default \(Self.text(defaultMicroseconds)) us)"
    }

    private static func text(_ microseconds: Double) -> String {
        let tenths = Int(min(max(microseconds * 10, 0), 1e11).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    init?(_ text: inout TextCursor, for kind: LayerKey.Kind) {
        func microseconds() -> Double? {
            guard let whole = text.integer(in: 0...10_000_000_000), text.accept("."),
                let tenths = text.integer(in: 0...9)
            else { return nil }
            return Double(whole) + Double(tenths) / 10
        }
        guard let choice = LayerChoice(&text, for: kind), text.accept(" ("), let time = microseconds(),
            text.accept(" us, default "), let standard = microseconds(), text.accept(" us)")
        else { return nil }
        self.init(choice: choice, microseconds: time, defaultMicroseconds: standard)
    }
}
