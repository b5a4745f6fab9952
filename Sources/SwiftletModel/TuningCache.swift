import SwiftletEngine
import SwiftletHub
import _SwiftletSystem

/// What `swiftlet tune` measured on this machine: a file of this user's for each model of processor,
/// `$XDG_CACHE_HOME/swiftlet/tuning/AuthenticAMD-26-2.txt`, `~/.cache` being the cache's usual home.
public struct TuningCache: Sendable {
    public let path: FilePath
    private let processor: Processor

    /// More layers than all networks of the catalogue have take less.
    private static let maximumByteCount = 1 << 22

    /// - Throws: ``ModelError`` if there is no folder for caches.
    public init(processor: Processor = .current) throws(ModelError) {
        do {
            try self.init(folder: Hub().machineCache().appending("tuning"), processor: processor)
        } catch {
            throw .tuning(place: error.url, reason: error.reason)
        }
    }

    /// The file in a folder of one's own.
    public init(folder: FilePath, processor: Processor = .current) {
        self.processor = processor
        path = folder.appending("\(processor.vendor)-\(processor.family)-\(processor.model).txt")
    }

    /// What was measured here; nil if nothing was.
    /// - Throws: ``ModelError`` for a file that cannot be read, that holds no table, or that of another processor.
    public func load() throws(ModelError) -> TuningTable? {
        guard Files.isFile(path) else { return nil }
        guard let text = Files.text(path, atMost: Self.maximumByteCount) else {
            throw .tuning(
                place: path.printable, reason: "cannot be read as text of at most \(Self.maximumByteCount >> 20) MiB")
        }
        let table: TuningTable
        do {
            table = try TuningTable(text, source: path.printable)
        } catch {
            throw .tuning(place: error.place, reason: error.reason)
        }
        guard table.processor == processor else {
            throw .tuning(place: path.printable, reason: "was measured on \(table.processor), not on \(processor)")
        }
        return table
    }

    /// Replaces the file; its readers see the old table or the new one.
    public func store(_ table: TuningTable) throws(ModelError) {
        do {
            try Files.replace(path, with: "\(table)")
        } catch {
            throw .tuning(place: error.path.printable, reason: error.reason)
        }
    }

    /// Adds to what was measured here, or takes the place of it where it is the same layer. Those that do so at once wait for each
    /// other. What cannot be read is replaced: nothing of it can be kept.
    public func add(_ table: TuningTable) throws(ModelError) {
        let lock: FileLock
        do {
            lock = try FileLock(path.appending(suffix: ".lock"))
        } catch {
            throw .tuning(place: error.path.printable, reason: error.reason)
        }
        try store(((try? load()) ?? TuningTable()).merging(table))
        _ = consume lock
    }

    /// What is known of this processor: the shipped table, and over it what was measured here.
    /// - Throws: As ``load()``.
    public func merged() throws(ModelError) -> TuningTable {
        let shipped = TuningTable.shipped(for: processor)
        return try load().map(shipped.merging) ?? shipped
    }
}
