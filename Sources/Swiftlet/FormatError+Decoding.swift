import SwiftletFormats
import _SwiftletSystem

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FormatError {
    /// A `JSONDecoder`'s error with the line and the path of the value: `line 1, entries[3].ms`.
    init(decoding error: any Error, of data: Data, file: String) {
        guard let error = error as? DecodingError else {
            self.init(file: file, reason: "is not JSON: \(error)")
            return
        }
        let (context, reason): (DecodingError.Context, String) =
            switch error {
            case .keyNotFound(let key, let context): (context, "has no \(quoted(key.stringValue))")
            case .valueNotFound(let type, let context): (context, "is null, not \(Self.name(of: type))")
            case .typeMismatch(let type, let context): (context, "is not \(Self.name(of: type))")
            case .dataCorrupted(let context): (context, printable(context.debugDescription, atMost: 200))
            @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "\(error)")
            }
        if let syntax = context.underlyingError, context.codingPath.isEmpty {
            self.init(file: file, reason: "is not JSON: \(Self.text(of: syntax))")
            return
        }
        let line = JSONLocator(data).line(of: context.codingPath)
        let path = Self.text(of: context.codingPath)
        self.init(file: file, place: "line \(line)" + (path.isEmpty ? "" : ", " + path), reason: reason)
    }

    /// `entries[3].ms`
    private static func text(of path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text
    }

    /// JSON's word for what a Swift type is read from.
    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type: "an integer"
        case is Double.Type: "a number"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "of the type \(type)"
        }
    }

    /// `Unexpected character 'x' around line 1, column 3.`
    private static func text(of error: any Error) -> String {
        let detail = (error as? CocoaError)?.userInfo["NSDebugDescription"] as? String
        return printable(detail ?? "\(error)", atMost: 200)
    }
}
