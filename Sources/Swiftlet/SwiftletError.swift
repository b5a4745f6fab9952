#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Every error of this package's modules. Its `description` and its `localizedDescription` are the same text: the
/// input, the place in it, and the reason.
///
/// A server can answer with it:
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
