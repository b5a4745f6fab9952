/// The version of this package, as `swiftlet --version` and the changelog have it.
///
/// A constant and no member of a type `Swiftlet`: such a type would hide the module of the same name, and with it every
/// qualified name such as `Swiftlet.Model`.
public let swiftletVersion = "0.1.0"
