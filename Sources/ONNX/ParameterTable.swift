import Tensors

/// The parameters' keys and tensors: what is used twice in the same way keeps one key, anything else has its own.
struct ParameterTable {
    struct Entry {
        var tensor: Tensor
        var isTrainable: Bool
    }

    private struct Source: Hashable {
        let name: String
        let history: String
        let shape: Shape
    }

    private var entries: [String: Entry] = [:]
    private var keys: [Source: String] = [:]
    /// Where the search for a free number goes on.
    private var numbers: [String: Int] = [:]

    subscript(_ key: String) -> Entry? { entries[key] }

    /// The key of a constant, `preferred` if that is free.
    mutating func key(_ constant: Constant, preferred: String, isTrainable: Bool = true) -> String {
        let source = Source(name: constant.name, history: constant.history, shape: constant.tensor.shape)
        if let key = keys[source] { return key }
        let key = unique(preferred)
        keys[source] = key
        entries[key] = Entry(tensor: constant.tensor, isTrainable: isTrainable)
        return key
    }

    /// Takes a key that must be just this one; false if another tensor has it.
    mutating func claim(_ key: String, _ constant: Constant, isTrainable: Bool) -> Bool {
        let source = Source(name: constant.name, history: constant.history, shape: constant.tensor.shape)
        if entries[key] != nil { return keys[source] == key }
        keys[source] = keys[source] ?? key
        entries[key] = Entry(tensor: constant.tensor, isTrainable: isTrainable)
        return true
    }

    /// `preferred`, or the first of `preferred_2`, … that is free.
    private mutating func unique(_ preferred: String) -> String {
        uniquePrefix(preferred, [""])
    }

    /// A prefix under which no key of the suffixes exists yet.
    mutating func uniquePrefix(_ preferred: String, _ suffixes: [String]) -> String {
        func isFree(_ prefix: String) -> Bool { suffixes.allSatisfy { entries[prefix + $0] == nil } }
        if isFree(preferred) { return preferred }
        var number = numbers[preferred] ?? 2
        while !isFree("\(preferred)_\(number)") { number += 1 }
        numbers[preferred] = number
        return "\(preferred)_\(number)"
    }
}
