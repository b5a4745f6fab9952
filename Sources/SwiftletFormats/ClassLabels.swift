import OrderedCollections
import _SwiftletSystem

/// Names of classes: beside the weights in a checkpoint, in the metadata of a safetensors file, or in a file of their own.
///
/// The time and memory are proportional to the length of the text. Beside weights, a value that is not a list of names, such as
/// the numbers of pictures' classes, is ignored.
public enum ClassLabels {
    /// The keys under which names are kept, in the order in which they are tried.
    static let keys = ["labels", "classes", "class_names", "CLASSES", "class_to_idx", "idx_to_class"]

    /// The most classes; ImageNet's full list has 21,841.
    static let countLimit = 1 << 16

    /// The longest text, in bytes.
    static let textLimit = 1 << 22

    /// The longest name, in bytes of UTF-8.
    static let lengthLimit = 1 << 10

    /// The names in a text file: a JSON list, a JSON object from number to name or from name to number, or one name a line.
    /// - Throws: ``FormatError`` for a file that holds none of these, more than 65,536 names or a name of more than 1,024 bytes.
    public static func read(contentsOf path: FilePath) throws(FormatError) -> [String] {
        let source = try ByteSource(contentsOf: path)
        guard source.bytes.count <= textLimit else {
            throw FormatError(
                file: path, reason: "\(source.bytes.count) bytes of class names; at most \(textLimit) are read")
        }
        try source.loadAll()
        defer { extendLifetime(source.owner) }
        guard let text = String(validating: source.bytes, as: UTF8.self) else {
            throw FormatError(file: path, reason: "holds class names that are not UTF-8")
        }
        guard let labels = labels(text) else {
            throw FormatError(
                file: path,
                reason: "holds no list of class names: one a line, a JSON list, or a JSON object from number to name")
        }
        return labels
    }

    /// The same for a path as text.
    public static func read(contentsOf path: String) throws(FormatError) -> [String] {
        try read(contentsOf: FilePath(named: path))
    }

    /// A JSON list of the names.
    static func json(_ labels: [String]) -> String {
        "[" + labels.map(Safetensors.jsonString).joined(separator: ",") + "]"
    }

    /// The names in a file's metadata.
    static func find(in metadata: OrderedDictionary<String, String>) -> [String]? {
        for key in keys {
            if let text = metadata[key], let labels = labels(text) { return labels }
        }
        return nil
    }

    /// The names in text: a JSON list, a JSON object from number to name or from name to number, or one name a line.
    static func labels(_ text: String) -> [String]? {
        guard text.utf8.count <= textLimit else { return nil }
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
        if first == "[" || first == "{" { return labels(json: text) }
        // A single line is more likely a number or a remark than the name of the only class.
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        let names = lines.last?.isEmpty == true ? Array(lines.dropLast()) : lines
        return names.count > 1 ? checked(names) : nil
    }

    private static func labels(json text: String) -> [String]? {
        var text = text
        return text.withUTF8 { bytes -> [String]? in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes), file: "", base: 0)
            var numbered: [Int: String] = [:]
            do throws(FormatError) {
                if reader.isAtObject {
                    try reader.object { (reader, name) throws(FormatError) in
                        guard numbered.count < countLimit else { throw reader.error("too many names") }
                        let (index, label) =
                            if reader.isAtString { (Int(name), try reader.string()) } else {
                                (try reader.integer(), name)
                            }
                        guard let index, numbered.updateValue(label, forKey: index) == nil else {
                            throw reader.error("not the number of a class")
                        }
                    }
                    try reader.end()
                    return inOrder(numbered)
                }
                let names = try reader.strings(atMost: countLimit)
                try reader.end()
                return checked(names)
            } catch {
                return nil
            }
        }
    }

    /// The names in a value of a checkpoint: a list, or a dictionary from name to number or from number to name.
    static func labels(_ value: PickleValue, _ heap: PickleHeap) -> [String]? {
        switch value {
        case .string(let text): return labels(text)
        case .list, .tuple:
            guard let elements = heap.elements(value), elements.count <= countLimit else { return nil }
            var names: [String] = []
            for case .string(let name) in elements { names.append(name) }
            return names.count == elements.count ? checked(names) : nil
        case .dictionary(let index):
            guard heap.dictionaries[index].count <= countLimit else { return nil }
            var numbered: [Int: String] = [:]
            for (key, value) in heap.dictionaries[index] {
                let entry: (Int?, String)
                switch (key, value) {
                case (.string(let name), .integer(let number)): entry = (number, name)
                case (.integer(let number), .string(let name)): entry = (number, name)
                case (.string(let number), .string(let name)) where number.utf8.count <= 20: entry = (Int(number), name)
                default: return nil
                }
                guard let number = entry.0, numbered.updateValue(entry.1, forKey: number) == nil else { return nil }
            }
            return inOrder(numbered)
        default: return nil
        }
    }

    /// The names in the order of their numbers, if these are 0, 1, 2 …
    private static func inOrder(_ numbered: [Int: String]) -> [String]? {
        var names: [String] = []
        for number in 0..<numbered.count {
            guard let name = numbered[number] else { return nil }
            names.append(name)
        }
        return checked(names)
    }

    private static func checked(_ names: [String]) -> [String]? {
        guard !names.isEmpty, names.count <= countLimit, names.allSatisfy({ $0.utf8.count <= lengthLimit }) else {
            return nil
        }
        return names
    }
}
