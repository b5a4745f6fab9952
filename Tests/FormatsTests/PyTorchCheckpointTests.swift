import Foundation
import SwiftletFormats
import SwiftletTensors
import TestSupport
import Testing
import _SwiftletSystem

@Suite struct PyTorchCheckpointTests {
    @Test(arguments: [UInt64(0xFFFF_FFFF), 0])
    func roundTrip(zip64From limit: UInt64) throws {
        let scratch = try TemporaryFolder()
        let weights = samples()
        let path = scratch.path("a.pth")
        try PyTorchCheckpoint.write(weights, to: FilePath(path), zip64From: limit)
        let read = try WeightsFile.read(contentsOf: path)
        #expect(Array(read.paths) == Array(weights.paths))
        for (key, tensor) in weights {
            #expect(read[key]?.shape == tensor.shape)
            #expect(read[key]?.scalarType == tensor.scalarType)
            #expect(read[key].map { bytes(of: $0) } == bytes(of: tensor))
        }
        let contents = try bytes(of: path)
        try PyTorchCheckpoint.write(read, to: FilePath(path), zip64From: limit)
        #expect(try bytes(of: path) == contents)
    }

    /// A checkpoint in the legacy layout with the given pickle and without storages.
    private func legacy(_ program: [UInt8]) -> [UInt8] {
        let magic: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
        let version: [UInt8] = [0x80, 2, 0x4D, 0xE9, 3, 0x2E]
        let facts = [0x80, 2, 0x7D, 0x58] + little(UInt32(13)) + Array("little_endian".utf8) + [0x88, 0x73, 0x2E]
        return magic + version + facts + program + [0x80, 2, 0x5D, 0x2E]
    }

    private func expectError(_ program: [UInt8], _ reason: String, sourceLocation: SourceLocation = #_sourceLocation) {
        expectRejection(of: legacy(program), reason: reason, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("os", "system"), ("builtins", "eval"), ("posix", "system"), ("torch.storage", "_load_from_bytes"),
        ("torch", "load"), ("__builtin__", "getattr"),
    ])
    func namesOtherGlobals(_ module: String, _ name: String) {
        let call =
            Array("c\(module)\n\(name)\n".utf8) + Array("X".utf8) + little(UInt32(2)) + Array("ls".utf8) + [
                0x85, 0x52, 0x2E,
            ]
        expectError([0x80, 2] + call, "“\(module).\(name)”")
        let modern =
            [0x8C, UInt8(module.utf8.count)] + Array(module.utf8) + [0x8C, UInt8(name.utf8.count)] + Array(name.utf8)
        expectError([0x80, 4] + modern + [0x93, 0x29, 0x52, 0x2E], "“\(module).\(name)”")
    }

    @Test func rejectsBrokenPrograms() {
        expectError([0x80, 2], "no end")
        expectError([0x80, 6, 0x4E, 0x2E], "protocol 6")
        expectError([0x80, 2, 0x2E], "stack is empty")
        expectError([0x80, 2, 0x85, 0x2E], "stack is empty")
        expectError([0x80, 2, 0x74, 0x2E], "no mark")
        expectError([0x80, 2, 0x28, 0x28, 0x30, 0x2E], "stack is empty")
        expectError([0x80, 2, 0x68, 7, 0x2E], "memo 7")
        expectError([0x80, 2, 0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E], "middle of a value")
        expectError([0x80, 4, 0x8D] + Array(repeating: 0xFF, count: 8) + [0x2E], "middle of a value")
        expectError([0x80, 2, 0x58, 1, 0, 0, 0, 0xFF, 0x2E], "UTF-8")
        expectError([0x80, 2, 0x4E, 0x2E], "None")
        expectError([0x80, 2, 0x7D, 0x2E], "no state dict")
        expectError([0x80, 2, 0x7D, 0x28, 0x4E, 0x75, 0x2E], "without a value")
        expectError([0x80, 2, 0x7D, 0x7D, 0x4E, 0x73, 0x2E], "dictionary's key")
        expectError([0x80, 2, 0x4E, 0x4E, 0x62, 0x2E], "attributes")
        expectError([0x80, 2, 0x4E, 0x29, 0x52, 0x2E], "a call of None")
        expectError([0x80, 2, 0x29, 0x51, 0x2E], "persistent identifier")
        expectError([0x80, 2, 0x93, 0x2E], "stack is empty")
        expectError([0x80, 2] + Array("ca".utf8) + Array(repeating: 0x61, count: 1000), "line without an end")
    }

    /// Programs that build exponentially many elements, nest a million levels deep or never stop pushing.
    @Test func boundsPickleBombs() {
        // “Billion laughs”: each list contains the previous one ten times.
        var laughs: [UInt8] = [0x80, 2, 0x5D, 0x71, 0]
        for level in 0..<200 as Range<UInt8> {
            laughs += [0x5D, 0x28] + (0..<10).flatMap { _ in [0x68, level] } + [0x65, 0x71, level + 1]
        }
        expectError(laughs + [0x2E], "a list")
        // () in () in () …, and lists that contain each other in an order that hides their depth.
        expectError([0x80, 2, 0x29] + Array(repeating: 0x85, count: 1_000_000) + [0x2E], "a tuple")
        expectError([0x80, 2, 0x5D] + Array(repeating: 0x85, count: 3_000_000) + [0x2E], "objects")
        expectError([0x80, 2] + Array(repeating: 0x5D, count: 2_000_000) + [0x2E], "on the stack")
        expectError([0x80, 2, 0x4E] + Array(repeating: 0x32, count: 2_000_000) + [0x2E], "on the stack")
        expectError([0x80, 2] + Array(repeating: 0x28, count: 5000) + [0x2E], "nests deeper")
        expectError([0x80, 4, 0x4E] + Array(repeating: 0x94, count: 3_000_000) + [0x2E], "memoized")
        // One list of many elements, and one long key that is set again and again.
        let appended: [UInt8] = [0x28] + Array(repeating: 0x4E, count: 1_000_000) + [0x65]
        let list: [UInt8] = [0x80, 2, 0x5D] + (0..<8).flatMap { _ in appended }
        expectError(list + [0x2E], "objects")
        let key: [UInt8] = [0x80, 2, 0x58] + little(UInt32(1 << 20)) + Array(repeating: 0x61, count: 1 << 20)
        let sets: [UInt8] = (0..<1000).flatMap { _ in [0x68, 0, 0x4E, 0x73] as [UInt8] }
        expectError(key + [0x71, 0, 0x30, 0x7D] + sets + [0x2E], "keys of more")
        // Combining marks, which take quadratic time to sort.
        let marks = Array(("a" + String(repeating: "\u{301}\u{316}", count: 1 << 20)).utf8)
        let text: [UInt8] = [0x58] + little(UInt32(marks.count)) + marks
        expectError([0x80, 2, 0x7D] + text + [0x4E, 0x73, 0x2E], "not ASCII")
        expectError([0x80, 4] + text + [0x71, 0, 0x68, 0, 0x93, 0x2E], "longer than 256 bytes")
        expectError([0x80, 2, 0x28] + text + [0x4E, 0x4E, 0x4E, 0x4E, 0x74, 0x51, 0x2E], "persistent identifier")
        let few: [UInt8] = (0..<100_000).flatMap { number -> [UInt8] in
            [0x58] + little(UInt32(10)) + Array("\(100_000 + number)é\u{301}".utf8) + [0x4E, 0x73]
        }
        expectError([0x80, 2, 0x7D] + few + few + [0x2E], "keys beyond ASCII")
        // A list that contains itself.
        expectError([0x80, 2, 0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E], "a list")
    }

    /// The pickle of a state dict with one tensor, whose fields may be wrong.
    private func program(
        type: String = "FloatStorage", count: Int32, offset: Int32, extents: [Int32], strides: [Int32],
        key: String = "0"
    ) -> [UInt8] {
        func string(_ text: String) -> [UInt8] { [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8) }
        func integer(_ value: Int32) -> [UInt8] { [0x4A] + little(value) }
        func tuple(_ values: [Int32]) -> [UInt8] { [0x28] + values.flatMap(integer) + [0x74] }
        let storage =
            [0x28] + string("storage") + Array("ctorch\n\(type)\n".utf8) + string(key) + string("cpu") + integer(count)
            + [0x74, 0x51]
        let tensor =
            Array("ctorch._utils\n_rebuild_tensor_v2\n".utf8) + [0x28] + storage + integer(offset) + tuple(extents)
            + tuple(strides)
        return [0x80, 2, 0x7D] + string("w") + tensor + [0x89, 0x4E, 0x74, 0x52, 0x73, 0x2E]
    }

    /// A legacy checkpoint with one storage of the floats 0, 1, 2 …
    private func file(_ program: [UInt8], floats: Int, key: String = "0") -> [UInt8] {
        let keys = [0x80, 2, 0x5D, 0x58] + little(UInt32(key.utf8.count)) + Array(key.utf8) + [0x61, 0x2E]
        return Array(legacy(program).dropLast(4) as ArraySlice<UInt8>) + keys + little(Int64(floats))
            + (0..<floats).flatMap { little(Float($0).bitPattern) }
    }

    @Test func readsViews() throws {
        func values(_ offset: Int32, _ extents: [Int32], _ strides: [Int32]) throws -> [Float]? {
            try readCheckpoint(
                file(program(count: 12, offset: offset, extents: extents, strides: strides), floats: 12))["w"]?.floats()
        }
        #expect(try values(0, [3, 4], [4, 1]) == (0..<12).map(Float.init))
        #expect(try values(2, [2, 2], [2, 1]) == [2, 3, 4, 5])
        #expect(try values(0, [4, 3], [1, 4]) == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
        #expect(try values(1, [2, 3], [4, 1]) == [1, 2, 3, 5, 6, 7])
        #expect(try values(5, [2, 2], [0, 1]) == [5, 6, 5, 6])
        #expect(try values(3, [], []) == [3])
        #expect(try values(12, [0, 5], [5, 1]) == [])
    }

    @Test func rejectsViewsThatLie() {
        func reject(count: Int32 = 12, _ offset: Int32, _ extents: [Int32], _ strides: [Int32], _ reason: String) {
            let error = #expect(throws: FormatError.self) {
                try readCheckpoint(
                    file(program(count: count, offset: offset, extents: extents, strides: strides), floats: 12))
            }
            #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        }
        reject(0, [13], [1], "reaches beyond")
        reject(10, [3], [1], "reaches beyond")
        reject(-1, [3], [1], "negative")
        reject(0, [3], [-1], "negative")
        reject(0, [-3], [1], "negative")
        reject(13, [0], [1], "reaches beyond")
        reject(0, [3, 4], [5, 1], "reaches beyond")
        reject(0, [2, 2, 2, 2], [Int32.max, Int32.max, Int32.max, Int32.max], "reaches beyond")
        reject(0, [Int32.max, Int32.max, Int32.max], [0, 0, 0], "too many elements")
        reject(0, [Int32.max], [0], "strided view")
        reject(count: 13, 0, [1], [1], "should have 13 elements")
        reject(count: -1, 0, [1], [1], "persistent identifier")
        let long = program(
            count: 1, offset: 0, extents: [1], strides: [1], key: String(repeating: "0", count: 1000))
        expectError(long, "persistent identifier")
        reject(0, [1, 2], [1], "do not describe a tensor")
        let missing = #expect(throws: FormatError.self) {
            try readCheckpoint(file(program(count: 1, offset: 0, extents: [1], strides: [1]), floats: 1, key: "1"))
        }
        #expect(missing?.description.contains("no tensor uses") == true)
        var short = file(program(count: 12, offset: 0, extents: [12], strides: [1]), floats: 12)
        short.removeLast()
        #expect(throws: FormatError.self) { try readCheckpoint(short) }
    }

    @Test func survivesMutation() throws {
        let scratch = try TemporaryFolder()
        try PyTorchCheckpoint.write(samples(), to: scratch.path("a.pth"))
        var generator = SplitMix64(state: 2)
        let originals = [
            try bytes(of: scratch.path("a.pth")), try archive(),
            file(program(count: 12, offset: 1, extents: [2, 2], strides: [4, 2]), floats: 12),
        ]
        var rejected = 0
        for original in originals {
            for _ in 0..<3000 {
                do {
                    for (_, tensor) in try readCheckpoint(mutated(original, &generator)) { _ = tensor.floats() }
                } catch { rejected += 1 }
            }
        }
        #expect(rejected > 1000)
    }
}
