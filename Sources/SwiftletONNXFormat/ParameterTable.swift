import SwiftletTensors

/// The parameters' keys and tensors.
///
/// Exporters keep equal tensors once, above all the zeros of untrained networks. So a tensor is a parameter for each module that
/// reads it. It is a single parameter if one module is called twice, or if the file names no modules.
struct ParameterTable {
    struct Entry {
        var tensor: Tensor
        var isTrainable: Bool
        /// The initializer that the tensor is or was made from. Empty for a tensor that the reader made.
        var origin: String
        /// The layer's path.
        var path: String
    }

    /// The origin of a tensor.
    private struct Source: Hashable {
        let name: String
        let history: String
        let shape: Shape
        /// The one layer that may use it. Empty if any layer may.
        let owner: String

        init(_ constant: Constant, of owner: String = "") {
            (name, history, shape) = (constant.name, constant.history, constant.tensor.shape)
            self.owner = owner
        }
    }

    private struct Use {
        let key: String
        /// The module of the first node that reads it. Empty if the file does not name it.
        let module: String
    }

    private var entries: [String: Entry] = [:]
    private var uses: [Source: [Use]] = [:]
    /// The modules that read a name in the file, or a tensor made from it.
    private var modules: [String: [String]] = [:]
    /// For each prefix, the number from which the search for a free one continues.
    private var numbers: [String: Int] = [:]

    subscript(_ key: String) -> Entry? { entries[key] }

    /// The parameter that a constant already is for the same module.
    func known(_ constant: Constant, module: String) -> (key: String, path: String)? {
        guard let use = uses[Source(constant)]?.first(where: { Self.isSame($0.module, module) }) else { return nil }
        return (use.key, entries[use.key]?.path ?? "")
    }

    /// Makes a constant a parameter of a layer, under the key `preferred` if that is free.
    mutating func insert(_ constant: Constant, preferred: String, path: String, module: String) -> String {
        let key = uniquePrefix(preferred, [""])
        // The same tensor in another form, such as transposed, is not another parameter.
        let isKnown = (modules[constant.name] ?? []).contains { Self.isSame($0, module) }
        set(key, constant, path: path, isTrainable: constant.name.isEmpty || !isKnown)
        uses[Source(constant), default: []].append(Use(key: key, module: module))
        modules[constant.name, default: []].append(module)
        return key
    }

    /// Makes a constant a parameter of one layer alone.
    mutating func insertOwn(_ constant: Constant, preferred: String, path: String) -> String {
        let own = Source(constant, of: path)
        if let use = uses[own]?.first { return use.key }
        let key = uniquePrefix(preferred, [""])
        set(key, constant, path: path, isTrainable: true)
        uses[own] = [Use(key: key, module: "")]
        return key
    }

    /// Sets the entry of a key, which must be free.
    mutating func set(_ key: String, _ constant: Constant, path: String, isTrainable: Bool) {
        entries[key] = Entry(
            tensor: constant.tensor, isTrainable: isTrainable, origin: constant.origin, path: path)
    }

    /// A prefix whose keys with these suffixes are all free: `preferred`, or the first such among `preferred_2`, ….
    mutating func uniquePrefix(_ preferred: String, _ suffixes: [String]) -> String {
        func isFree(_ prefix: String) -> Bool { suffixes.allSatisfy { entries[prefix + $0] == nil } }
        if isFree(preferred) { return preferred }
        var number = numbers[preferred] ?? 2
        while !isFree("\(preferred)_\(number)") { number += 1 }
        numbers[preferred] = number
        return "\(preferred)_\(number)"
    }

    /// Whether two nodes belong, or may belong, to one module: see ``ONNXNode/module``. PyTorch's older exporter numbers the later
    /// calls of a module: `/features/conv_1` is the second call of `/features/conv`.
    static func isSame(_ first: String, _ second: String) -> Bool {
        if first.isEmpty || second.isEmpty || first == second { return true }
        guard first.hasPrefix("/") else { return false }
        let (a, b) = (first.split(separator: "."), second.split(separator: "."))
        return a.count == b.count
            && zip(a, b).allSatisfy { x, y in
                let rest = y.dropFirst(x.count)
                return x == y
                    || (y.hasPrefix(x) && rest.first == "_" && rest.count > 1
                        && rest.dropFirst().utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            }
    }
}
