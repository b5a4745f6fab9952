import SwiftletTensors

extension PyTorchCheckpoint {
    /// Opens the layout of PyTorch 1.6 and later: a zip archive of uncompressed entries in one folder, `data.pkl`,
    /// `byteorder`, `data/0`, `data/1` …
    static func openArchive(_ source: ByteSource, options: CheckpointOptions) throws(FormatError) -> Checkpoint {
        let name = source.file
        let archive = try ZipArchive(source)
        let folders = archive.entries.keys.filter { $0.hasSuffix("/data.pkl") }.map { $0.dropLast(8) }
            .filter { $0.firstIndex(of: "/") == $0.index(before: $0.endIndex) }
        guard let folder = folders.first, folders.count == 1 else {
            throw FormatError(
                file: name, place: "zip directory",
                reason: folders.isEmpty ? withoutPickle(archive) : "several entries data.pkl")
        }
        guard archive.entries[folder + "constants.pkl"] == nil else {
            throw FormatError(
                file: name,
                reason:
                    "is a TorchScript archive (torch.jit.save): a program with its weights, which is not executed here; in "
                    + "PyTorch, save its state dict instead: torch.save(torch.jit.load(path).state_dict(), other_path)")
        }
        if archive.entries[folder + "byteorder"] != nil {
            let order = try archive.contents(folder + "byteorder")
            guard order.elementsEqual("little".utf8) else {
                throw FormatError(
                    file: name, place: "entry \(quoted(folder + "byteorder"))",
                    reason: "the numbers are not little-endian; no other byte order is read")
            }
        }
        let program = try archive.contents(folder + "data.pkl", checksummed: true)
        var machine = PickleMachine(ByteCursor(program, file: name, part: "data.pkl"))
        let root = try machine.run()
        return try checkpoint(root, machine.heap, source, options) { (storage) throws(FormatError) in
            try archive.contents(folder + "data/" + storage.key)
        }
    }

    /// The error's reason for a zip archive without a pickle.
    private static func withoutPickle(_ archive: ZipArchive) -> String {
        let names = archive.entries.keys
        if names.contains(where: { $0.hasSuffix("/model.json") && !$0.contains("models/") }) {
            return
                "not a PyTorch checkpoint but an early TorchScript archive (torch.jit.save); save the state dict instead"
        }
        if names.contains(where: { $0.hasSuffix("archive_format") || $0.hasSuffix("serialized_exported_program.json") })
        {
            return "not a PyTorch checkpoint but an exported program (torch.export.save); save the state dict instead"
        }
        return "not a PyTorch checkpoint: a zip archive without an entry data.pkl"
    }

    /// Opens the layout of PyTorch before 1.6: pickles of a magic number, the protocol version, facts about the machine, the object
    /// and the keys of the storages; then the number of elements (8 bytes) and the bytes of each storage.
    static func openLegacy(_ source: ByteSource, options: CheckpointOptions) throws(FormatError) -> Checkpoint {
        let name = source.file
        // The magic number follows the protocol's number and, from protocol 4 on, a frame's length.
        guard [2, 11].contains(where: { source.bytes.dropFirst($0).starts(with: [0x8A, 10] + legacyMagic) }) else {
            throw FormatError(
                file: name, place: "offset 0",
                reason: "not a PyTorch checkpoint: a pickle without the magic number of torch.save")
        }
        try source.loadAll()
        var cursor = ByteCursor(source.bytes, file: name)
        func next() throws(FormatError) -> (PickleValue, PickleHeap) {
            var machine = PickleMachine(cursor)
            let value = try machine.run()
            cursor = machine.cursor
            return (value, machine.heap)
        }
        _ = try next()
        guard case .integer(1001) = try next().0 else { throw cursor.error("an unknown version of the layout") }
        let (facts, factsHeap) = try next()
        guard case .dictionary(let index) = facts,
            case .bool(true)? = factsHeap.dictionaries[index][.string("little_endian")]
        else { throw cursor.error("the numbers are not little-endian; no other byte order is read") }

        let (root, heap) = try next()
        let (keys, keysHeap) = try next()
        guard case .list(let list) = keys else { throw cursor.error("expected the list of storages") }
        var sizes: [String: Int] = [:]
        for storage in heap.storages {
            let size = storage.element.size
            guard sizes.updateValue(size, forKey: storage.key) ?? size == size else {
                throw cursor.error("storage \(quoted(storage.key)) has two types")
            }
        }
        var storages: [String: UnsafeRawBufferPointer] = [:]
        for key in keysHeap.lists[list] {
            guard case .string(let key) = key, let elementSize = sizes[key] else {
                throw cursor.error("the list of storages names one that no tensor uses")
            }
            let count = try cursor.integer(Int64.self)
            let (size, overflow) = Int(count).multipliedReportingOverflow(by: elementSize)
            guard count >= 0, !overflow, size <= cursor.remaining else {
                throw cursor.error("storage \(quoted(key)) of \(count) elements does not fit in the file")
            }
            guard storages.updateValue(try cursor.take(size), forKey: key) == nil else {
                throw cursor.error("storage \(quoted(key)) occurs twice")
            }
        }
        return try checkpoint(root, heap, source, options) { (storage) throws(FormatError) in
            guard let bytes = storages[storage.key] else {
                throw FormatError(file: name, place: "storage \(quoted(storage.key))", reason: "is not in the file")
            }
            return bytes
        }
    }

    /// 0x1950a86a20f9469cfc6c, `MAGIC_NUMBER` in `torch/serialization.py`.
    private static let legacyMagic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
}
