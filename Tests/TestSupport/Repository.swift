import Foundation

/// The files of this package that the tests read.
public enum Repository {
    public static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    public static func url(_ path: String) -> URL { folder.appending(path: path) }

    public static func path(_ path: String) -> String { url(path).path }

    public static func text(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }

    public static func lines(_ path: String) throws -> [String] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
