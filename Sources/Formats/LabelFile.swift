/// Files that name a network's classes.
///
/// Three forms are read, told apart by their first character:
///
/// * text: a name a line, the first for class 0;
/// * a JSON list of names: `["cat", "dog"]`;
/// * a JSON object, from class to name or from name to class: `{"0": "cat", "1": "dog"}`, `{"cat": 0, "dog": 1}`. A list in
///   place of a name, as in ImageNet's `{"0": ["n01440764", "tench"]}`, ends in the name.
public enum LabelFile {
    /// More than any network's classes take, in bytes.
    private static let maximumByteCount = 1 << 24

    /// The most classes.
    private static let maximumCount = 1 << 20

    /// The names, in the order of the classes.
    /// - Throws: ``FormatError`` that says where a file is no list of names: empty lines, classes without a name or with two.
    public static func read(contentsOf path: String) throws(FormatError) -> [String] {
        let file = try MappedFile(path: path)
        return try read(file.bytes, name: path)
    }

    /// The same of bytes in memory; `name` is what errors call them.
    public static func read(_ bytes: UnsafeRawBufferPointer, name: String) throws(FormatError) -> [String] {
        guard bytes.count <= maximumByteCount else {
            throw FormatError(file: name, reason: "longer than \(maximumByteCount >> 20) MiB, which no labels are")
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0))
        let labels =
            switch text.first(where: { !isSpace($0) }) {
            case UInt8(ascii: "["): try list(text, name)
            case UInt8(ascii: "{"): try object(text, name)
            default: try lines(text, name)
            }
        guard !labels.isEmpty else { throw FormatError(file: name, reason: "names no class") }
        return labels
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func lines(_ text: UnsafeRawBufferPointer, _ name: String) throws(FormatError) -> [String] {
        var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        }
        while let last = lines.last, last.allSatisfy(isSpace) { lines.removeLast() }
        guard lines.count <= maximumCount else {
            throw FormatError(file: name, reason: "\(lines.count) lines; at most \(maximumCount) classes are read")
        }
        var labels: [String] = []
        for (index, line) in lines.enumerated() {
            let place = "line \(index + 1)"
            guard let label = String(validating: line, as: UTF8.self) else {
                throw FormatError(file: name, place: place, reason: "is not UTF-8")
            }
            guard !line.allSatisfy(isSpace) else { throw FormatError(file: name, place: place, reason: "is empty") }
            guard !line.contains(0) else { throw FormatError(file: name, place: place, reason: "holds a NUL") }
            labels.append(label)
        }
        return labels
    }

    private static func list(_ text: UnsafeRawBufferPointer, _ name: String) throws(FormatError) -> [String] {
        var reader = JSONReader(text, file: name, base: 0, part: "")
        let labels = try reader.strings(atMost: maximumCount)
        try reader.end()
        return labels
    }

    private static func object(_ text: UnsafeRawBufferPointer, _ name: String) throws(FormatError) -> [String] {
        var reader = JSONReader(text, file: name, base: 0, part: "")
        var byClass: [Int: String] = [:]
        var isByName: Bool?
        try reader.object { reader, key throws(FormatError) in
            var (number, label) = (key, key)
            let first = reader.next
            let namesFirst = first != UInt8(ascii: "\"") && first != UInt8(ascii: "[")
            guard namesFirst == isByName ?? namesFirst else {
                throw reader.error("classes by name and names by class in one object")
            }
            isByName = namesFirst
            if namesFirst {
                number = String(try reader.integer())
            } else if first == UInt8(ascii: "[") {
                guard let last = try reader.strings(atMost: 16).last else {
                    throw reader.error("a class without a name")
                }
                label = last
            } else {
                label = try reader.string()
            }
            guard let index = Int(number), index >= 0, index < maximumCount else {
                throw reader.error("\(quoted(number)) is not a class, 0…\(maximumCount - 1)")
            }
            guard byClass.updateValue(label, forKey: index) == nil else {
                throw reader.error("class \(index) has two names")
            }
        }
        try reader.end()
        var labels: [String] = []
        for index in 0..<byClass.count {
            guard let label = byClass[index] else {
                throw FormatError(file: name, reason: "\(byClass.count) classes, but none has the number \(index)")
            }
            labels.append(label)
        }
        return labels
    }
}
