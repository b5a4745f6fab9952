import OrderedCollections
import Synchronization

extension Catalogue {
    private static let registry = Mutex<OrderedDictionary<String, CatalogueEntry>>([:])

    /// Adds a network of your own. From then on every function that takes a network's name finds it.
    ///
    /// ```swift
    /// try Catalogue.register(CatalogueEntry("pebble", Pebble()))
    /// let model = try Model(named: "pebble", weights: "pebble.safetensors")
    /// ```
    ///
    /// A registration lasts as long as the process. Any thread may register.
    /// - Throws: ``RegistrationError`` for an empty name, and for a name that the catalogue already has.
    public static func register(_ entry: CatalogueEntry) throws(RegistrationError) {
        guard !entry.name.allSatisfy(\.isWhitespace) else { throw .emptyName }
        let isNew = registry.withLock { networks in
            guard builtIn[entry.name] == nil, networks[entry.name] == nil else { return false }
            networks[entry.name] = entry
            return true
        }
        guard isNew else { throw .takenName(entry.name) }
    }

    /// The built-in networks, then the registered ones in the order of their registration.
    public static var all: [CatalogueEntry] { entries + registry.withLock { Array($0.values) } }

    static func registered(_ name: String) -> CatalogueEntry? { registry.withLock { $0[name] } }
}

/// Why the catalogue refuses a network.
public enum RegistrationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name is empty, or only white space.
    case emptyName
    /// The catalogue already has a network of this name.
    case takenName(String)

    public var description: String {
        switch self {
        case .emptyName: "a network cannot be registered without a name"
        case .takenName(let name): "the catalogue already has a network '\(name)'"
        }
    }
}
