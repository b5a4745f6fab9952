#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Every error that this package's modules throw. Its `description` and its `localizedDescription` say the same: what was
/// looked at, where in it, and why it will not do.
///
/// A server answers with it:
///
/// ```swift
/// do {
///     return try model.classify(upload)
/// } catch let error as any SwiftletError {
///     return Response(status: .unprocessableContent, text: error.description)
/// }
/// ```
public protocol SwiftletError: LocalizedError, CustomStringConvertible {}

extension SwiftletError {
    public var errorDescription: String? { description }
}

extension AnalysisError: SwiftletError {}
extension EngineError: SwiftletError {}
extension FormatError: SwiftletError {}
extension GraphError: SwiftletError {}
extension HubError: SwiftletError {}
extension ImageError: SwiftletError {}
extension ModelError: SwiftletError {}
extension RegistrationError: SwiftletError {}
extension UnknownNetwork: SwiftletError {}
extension WeightsMismatch: SwiftletError {}
