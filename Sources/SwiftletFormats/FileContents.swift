import _SwiftletLibC
import _SwiftletSystem

/// A file's bytes in memory of this object's own, read piece by piece by ``load(_:)``.
///
/// Every byte of the file has an address, but only the pieces that were read take memory: a header with false sizes costs no more
/// than itself, and only the used parts of a checkpoint are read. Mapping the file would be as cheap, but if another program
/// shortens a mapped file, reading it ends the process. Here that is an error, or has no effect if the bytes were read before.
///
/// Only one thread may load. Loaded bytes never change, and any thread may read them.
package final class FileContents: @unchecked Sendable {
    /// As long as the file; zero where nothing was loaded.
    package let bytes: UnsafeRawBufferPointer
    private let memory: UnsafeMutableRawBufferPointer
    private let path: FilePath
    private let descriptor: Int32
    private let status: stat
    private var isLoaded: [Bool]

    /// Reads are made of whole chunks: 2 MiB, one large page.
    private static let chunk = 1 << 21

    package init(path: FilePath) throws(FormatError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = Files.open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { throw FormatError(file: path, reason: systemReason()) }
        do throws(FormatError) {
            status = try Self.status(descriptor, path)
            switch status.st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFDIR: throw FormatError(file: path, reason: "is a folder, not a file")
            default: throw FormatError(file: path, reason: "is not a regular file, so it cannot be read at any offset")
            }
            guard let size = Int(exactly: status.st_size), size > 0 else {
                throw FormatError(file: path, reason: "the file is empty")
            }
            // Starts at a large page if the file fills one.
            let slack = size < Self.chunk ? 0 : Self.chunk
            let (room, overflow) = size.addingReportingOverflow(slack)
            guard !overflow, let start = reserve(room), start != MAP_FAILED else {
                throw FormatError(
                    file: path, reason: "its \(size) bytes do not fit in the address space: " + systemReason())
            }
            memory = UnsafeMutableRawBufferPointer(start: start, count: room)
            let aligned = slack == 0 ? start : start.alignedUp(toMultipleOf: slack)
            bytes = UnsafeRawBufferPointer(start: aligned, count: size)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
        isLoaded = Array(repeating: false, count: (bytes.count + Self.chunk - 1) / Self.chunk)
    }

    deinit {
        munmap(memory.baseAddress, memory.count)
        close(descriptor)
    }

    /// Reads the whole file.
    package func loadAll() throws(FormatError) { try load(0..<bytes.count) }

    /// Reads the parts of `range` that have not been read. Ignores the part of `range` beyond the end of the file.
    /// - Throws: ``FormatError`` if the file cannot be read or has changed since it was opened.
    package func load(_ range: Range<Int>) throws(FormatError) {
        let range = range.clamped(to: 0..<bytes.count)
        guard !range.isEmpty else { return }
        let last = (range.upperBound - 1) / Self.chunk
        var index = range.lowerBound / Self.chunk
        var hasRead = false
        while index <= last {
            guard !isLoaded[index] else {
                index += 1
                continue
            }
            let first = index
            while index <= last, !isLoaded[index] { index += 1 }
            try read(first * Self.chunk..<min(bytes.count, index * Self.chunk))
            for chunk in first..<index { isLoaded[chunk] = true }
            hasRead = true
        }
        if hasRead { try checkUnchanged() }
    }

    private func read(_ range: Range<Int>) throws(FormatError) {
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress!)
        var position = range.lowerBound
        while position < range.upperBound {
            let count = retrying { pread(descriptor, start + position, range.upperBound - position, off_t(position)) }
            guard count >= 0 else {
                throw FormatError(file: path, place: "offset \(position)", reason: "cannot be read: " + systemReason())
            }
            guard count > 0 else { throw FormatError(file: path, reason: Self.hasChanged) }
            position += count
        }
    }

    /// Compares the size and the time of the last change with those when the file was opened.
    private func checkUnchanged() throws(FormatError) {
        let now = try Self.status(descriptor, path)
        guard now.st_size == status.st_size, now.changed == status.changed else {
            throw FormatError(file: path, reason: Self.hasChanged)
        }
    }

    private static let hasChanged = "was changed by another program while it was being read"

    private static func status(_ descriptor: Int32, _ path: FilePath) throws(FormatError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FormatError(file: path, reason: systemReason()) }
        return status
    }
}

extension stat {
    fileprivate var changed: [Int] {
        #if canImport(Darwin)
        [Int(st_mtimespec.tv_sec), Int(st_mtimespec.tv_nsec)]
        #else
        [Int(st_mtim.tv_sec), Int(st_mtim.tv_nsec)]
        #endif
    }
}

/// Zeros that take no memory until they are written to. With large pages, where the system has them, reading a file of 14 MB is
/// three times as fast: the first access to a page costs more than copying its contents.
private func reserve(_ size: Int) -> UnsafeMutableRawPointer? {
    #if canImport(Darwin)
    return mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    #else
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    #if os(Linux)
    if let start, start != MAP_FAILED { madvise(start, size, MADV_HUGEPAGE) }
    #endif
    return start
    #endif
}
