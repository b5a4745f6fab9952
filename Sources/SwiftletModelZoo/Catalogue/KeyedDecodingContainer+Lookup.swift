extension KeyedDecodingContainer {
    /// Reads a name and looks up the value that it stands for.
    /// - Throws: `DecodingError` for a name that `lookUp` refuses, with the lookup's own reason.
    package func decode<Value, Failure: Error & CustomStringConvertible>(
        named key: Key, _ lookUp: (String) throws(Failure) -> Value
    ) throws -> Value {
        let name = try decode(String.self, forKey: key)
        do throws(Failure) {
            return try lookUp(name)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: error.description)
        }
    }
}
