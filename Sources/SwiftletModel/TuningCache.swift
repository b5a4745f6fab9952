import SwiftletEngine
import SwiftletHub
import _SwiftletSystem

/// The measurements of `swiftlet tune` on this machine: a file for each user and processor model,
/// `$XDG_CACHE_HOME/swiftlet/tuning/AuthenticAMD-26-2.txt`. `~/.cache` is the default of `$XDG_CACHE_HOME`.
public struct TuningCache: Sendable {
    public let path: FilePath
    private let processor: Processor

    /// More than the layers of all networks of the catalogue take.
    private static let maximumByteCount = 1 << 22

    /// - Throws: ``ModelError`` if there is no cache folder.
    public init(processor: Processor = .current) throws(ModelError) {
        do {
            try self.init(folder: Hub().machineCache().appending("tuning"), processor: processor)
        } catch {
            throw .tuning(place: error.url, reason: error.reason)
        }
    }

    /// The file in a given folder.
    public init(folder: FilePath, processor: Processor = .current) {
        self.processor = processor
        path = folder.appending("\(processor.vendor)-\(processor.family)-\(processor.model).txt")
    }

    /// The measurements of this machine; nil if there are none.
    /// - Throws: ``ModelError`` for a file that cannot be read, is not a table, or belongs to another processor.
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

    /// Replaces the file. Readers see the old table or the new one.
    public func store(_ table: TuningTable) throws(ModelError) {
        do {
            try Files.replace(path, with: "\(table)")
        } catch {
            throw .tuning(place: error.path.printable, reason: error.reason)
        }
    }

    /// Adds to the measurements of this machine, and replaces those of the same layers. Simultaneous callers wait for
    /// each other. An unreadable file is replaced.
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

    /// The shipped table of this processor, with this machine's measurements in place of the shipped ones.
    /// - Throws: As ``load()``.
    public func merged() throws(ModelError) -> TuningTable {
        let shipped = TuningTable.shipped(for: processor)
        return try load().map(shipped.merging) ?? shipped
    }
}
