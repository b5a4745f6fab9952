/// The version of this package, the same as in `swiftlet --version` and the changelog.
///
/// A constant, not a member of a type `Swiftlet`: the type would hide the module of the same name, and every qualified
/// name such as `Swiftlet.Model`.
public let swiftletVersion = "0.1.0"
