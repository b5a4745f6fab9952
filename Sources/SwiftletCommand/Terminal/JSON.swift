import Swiftlet

enum JSON {
    /// The value on one line: keys in snake case and sorted, slashes as they are.
    static func line(_ value: some Encodable) throws -> String { try JSONLine.text(value, snakeCase: true) }
}
