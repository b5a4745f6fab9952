import _SwiftletLibC
import _SwiftletSystem

/// The whole contents of a file in memory of its own.
///
/// Read rather than mapped: if another program shortens a mapped file, reading it ends the process.
struct FileBytes: ~Copyable {
    /// The largest file in bytes. Endless files such as `/dev/zero` stop here.
    static let maximumCount = 1 << 30

    private let allocation: UnsafeMutableRawBufferPointer
    private let count: Int

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: allocation[..<count]) }

    init(_ path: FilePath) throws(ImageError) {
        func failure(_ reason: String) -> ImageError { ImageError(name: path.printable, reason: reason) }
        func systemFailure() -> ImageError { failure(systemReason()) }

        let descriptor = Files.open(path, O_RDONLY)
        guard descriptor >= 0 else { throw systemFailure() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw systemFailure() }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        if status.st_mode & S_IFMT == S_IFDIR { throw failure("is a directory") }
        if isRegular && status.st_size > Self.maximumCount {
            throw failure("\(status.st_size) bytes are more than the limit of \(Self.maximumCount)")
        }

        // A pipe has no size: starts small and doubles. One byte more than expected shows the end of a file without growing.
        var buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: isRegular ? Int(status.st_size) + 1 : 1 << 16, alignment: 16)
        var filled = 0
        while true {
            if filled == buffer.count {
                guard filled <= Self.maximumCount else {
                    buffer.deallocate()
                    throw failure("has more bytes than the limit of \(Self.maximumCount)")
                }
                let larger = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: min(2 * buffer.count, Self.maximumCount + 1), alignment: 16)
                larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
                buffer.deallocate()
                buffer = larger
            }
            let received = retrying { read(descriptor, buffer.baseAddress! + filled, buffer.count - filled) }
            if received < 0 {
                let error = systemFailure()
                buffer.deallocate()
                throw error
            }
            if received == 0 { break }
            filled += received
        }
        allocation = buffer
        count = filled
    }

    deinit {
        allocation.deallocate()
    }
}
