import Foundation
import SwiftletFormats
import SwiftletTensors
import TestSupport
import Testing
import _SwiftletSystem

@Suite struct FileContentsTests {
    /// Another program shortens the file: bytes that were read stay right, reading the others is an error, and no signal comes.
    @Test(arguments: ["a.safetensors", "a.pth"])
    func shortenedWhileInUse(_ name: String) throws {
        let scratch = try TemporaryFolder()
        var weights = Weights()
        weights["w"] = Tensor((0..<1_000_000).map(Float.init), shape: [1_000_000])
        try WeightsFile.write(weights, to: scratch.path(name))
        let read = try WeightsFile.read(contentsOf: scratch.path(name))
        #expect(truncate(scratch.path(name), 100) == 0)
        #expect(read["w"]?.floats() == weights["w"]?.floats())
        #expect(throws: FormatError.self) { try WeightsFile.read(contentsOf: scratch.path(name)) }
    }

    @Test func shortenedBetweenPieces() throws {
        let scratch = try TemporaryFolder()
        let path = try scratch.write((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }, "a")
        let contents = try FileContents(path: FilePath(path))
        try contents.load(10..<20)
        #expect(contents.bytes[19] == 19)
        #expect(truncate(path, 1_500_000) == 0)
        let error = #expect(throws: FormatError.self) { try contents.load(2_900_000..<2_900_001) }
        #expect(error?.description == "\(path): was changed by another program while it was being read")
        #expect(throws: FormatError.self) { try contents.loadAll() }
        #expect(contents.bytes[20] == 20)
        _ = contents.bytes.reduce(0) { $0 &+ Int($1) }
    }

    /// Only the used parts of a file take memory: a hole of a terabyte is refused by its header.
    @Test func aHugeFileCostsWhatIsRead() throws {
        let scratch = try TemporaryFolder()
        for (name, start) in [("a.safetensors", little(UInt64(2)) + Array("{}".utf8)), ("a.pth", [0x50, 0x4B, 3, 4])] {
            let path = try scratch.write(start as [UInt8], name)
            guard truncate(path, 1 << 40) == 0 else { continue }
            #expect(throws: FormatError.self) { try WeightsFile.read(contentsOf: path) }
        }
    }
}
