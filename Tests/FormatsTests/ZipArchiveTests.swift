import Foundation
import SwiftletFormats
import Testing

/// Zip archives of checkpoints with wrong fields.
@Suite struct ZipArchiveTests {
    /// The offsets of the directory's records, in the order of the archive.
    private func records(_ file: [UInt8]) -> [Int] {
        file.indices.dropLast(4).filter { file[$0..<$0 + 4].elementsEqual([0x50, 0x4B, 1, 2]) }
    }

    @Test func rejectsArchivesThatLie() throws {
        let good = try archive()
        #expect(try readCheckpoint(good)["w"]?.floats() == [1, 2, 3])
        let storage = records(good)[2]
        let next = integer(good, at: records(good)[3] + 42)
        func patched(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
            var file = good
            file.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            return file
        }
        expectRejection(of: patched(storage + 42, little(UInt32(0xFFFF_FFF0))), reason: "overlap")
        expectRejection(of: patched(storage + 42, little(UInt32(next - 60))), reason: "no header")
        expectRejection(of: patched(storage + 42, little(UInt32(0))), reason: "overlap")
        expectRejection(of: patched(storage + 42, little(UInt32(next))), reason: "overlap")
        expectRejection(
            of: patched(storage + 20, little(UInt32(0x7FFF_FFFF)) + little(UInt32(0x7FFF_FFFF))), reason: "overlap")
        expectRejection(
            of: patched(storage + 20, little(UInt32(4)) + little(UInt32(4))), reason: "should have 3 elements")
        expectRejection(of: patched(storage + 10, little(UInt16(8))), reason: "compressed (method 8)")
        expectRejection(of: patched(storage + 8, little(UInt16(1))), reason: "encrypted")
        expectRejection(of: patched(storage + 46, Array("archive/date/0".utf8)), reason: "“archive/data/0”: is missing")
        expectRejection(of: patched(storage + 46, [0xFF]), reason: "UTF-8")
        let order = try #require(good.firstRange(of: Array("little".utf8)))
        expectRejection(of: patched(order.lowerBound, Array("bigend".utf8)), reason: "little-endian")
        let end = good.count - 22
        expectRejection(of: patched(end + 16, little(UInt32(0xFFFF_FFF0))), reason: "outside the file")
        expectRejection(of: patched(end + 10, little(UInt16(60000))), reason: "zip directory")
        expectRejection(of: patched(end + 8, little(UInt16(1)) + little(UInt16(1))), reason: "is missing")
        expectRejection(of: Array(good.dropLast()), reason: "truncated")
        expectRejection(of: Array(good.prefix(good.count / 2)), reason: "truncated")
    }

    private func integer(_ file: [UInt8], at offset: Int) -> Int {
        file[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    @Test func rejectsEntriesThatOverlap() throws {
        let good = try archive()
        let storage = records(good)[2]
        let next = integer(good, at: records(good)[3] + 42)
        // A storage that reaches one byte into the next entry. The directory alone does not show it, because the storage's header
        // has a field for alignment.
        let size = next - integer(good, at: storage + 42) - 30 - "archive/data/0".utf8.count
        for size in [13, size, size + 1] {
            var file = good
            file.replaceSubrange(storage + 20..<storage + 28, with: little(UInt32(size)) + little(UInt32(size)))
            expectRejection(of: file, reason: "overlap")
        }
        // An entry that nobody reads.
        var file = good
        file.replaceSubrange(records(good)[3] + 42..<records(good)[3] + 46, with: good[storage + 42..<storage + 46])
        expectRejection(of: file, reason: "overlap")
    }

    @Test func checksThePickle() throws {
        let good = try archive()
        let type = try #require(good.firstRange(of: Array("FloatStorage".utf8))).lowerBound
        var file = good
        file.replaceSubrange(type..<type + 12, with: Array("IntStorage\n ".utf8))
        expectRejection(of: file, reason: "“archive/data.pkl”: is damaged")
        // An archive without checksums, which torch.save can write too.
        file = good
        file.replaceSubrange(records(good)[0] + 16..<records(good)[0] + 20, with: [0, 0, 0, 0])
        #expect(try readCheckpoint(file)["w"]?.floats() == [1, 2, 3])
    }

    @Test func rejectsDuplicateEntries() throws {
        let good = try archive()
        var file = good
        // The directory's record of `archive/data/0` twice, with adjusted totals.
        let (first, next) = (records(good)[2], records(good)[3])
        file.insert(contentsOf: good[first..<next], at: next)
        let end = file.count - 22
        file.replaceSubrange(end + 8..<end + 12, with: little(UInt16(5)) + little(UInt16(5)))
        let start = UInt32(records(good)[0])
        file.replaceSubrange(end + 12..<end + 16, with: little(UInt32(end) - start))
        expectRejection(of: file, reason: "two entries are called “archive/data/0”")
    }
}
