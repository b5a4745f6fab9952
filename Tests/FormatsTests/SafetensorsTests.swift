import Foundation
import SwiftletFormats
import SwiftletTensors
import TestSupport
import Testing

@Suite struct SafetensorsTests {
    private func file(_ header: String, data: Int = 0) -> [UInt8] {
        let header = Array(header.utf8)
        return little(UInt64(header.count)) + header + Array(repeating: 0, count: data)
    }

    @Test func roundTripKeepsEverything() throws {
        let scratch = try TemporaryFolder()
        let weights = samples()
        let path = scratch.path("a.safetensors")
        try Safetensors.write(weights, to: path)
        let read = try Safetensors.read(contentsOf: path)
        #expect(Array(read.paths) == Array(weights.paths))
        #expect(Array(read.metadata.keys) == Array(weights.metadata.keys))
        #expect(read.metadata == weights.metadata)
        for (key, tensor) in weights {
            #expect(read[key]?.shape == tensor.shape)
            #expect(read[key]?.scalarType == tensor.scalarType)
            #expect(read[key].map { bytes(of: $0) } == bytes(of: tensor))
        }
        let contents = try bytes(of: path)
        #expect(contents[0] % 8 == 0)
        // Writes the file over itself while its tensors are in use, with the same result.
        try Safetensors.write(read, to: path)
        #expect(try bytes(of: path) == contents)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a.safetensors"])
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "beyond"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "belong to no tensor"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12, "hole"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
            12, "overlaps"
        ),
        (
            #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
            2, "duplicate key “a”"
        ),
        (#"{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, 1, "duplicate"),
        (#"{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}"#, 1, "duplicate"),
        (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,1]}}"#, 1, "duplicate"),
        (#"{"__metadata__":{"k":"1","k":"2"}}"#, 0, "duplicate"),
        (#"{"__metadata__":{},"__metadata__":{}}"#, 0, "duplicate"),
        (#"{"\u00g0":{}}"#, 0, "hexadecimal"),
        (#"{"__metadata__":{"k":1}}"#, 0, "string"),
        (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}"#, 8, "not the size"),
        (#"{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}"#, 2, "unknown dtype “F8_E4M3”"),
        (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "too many elements"),
        (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "not the size"),
        (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,0]}}"#, 0, "63 bits"),
        (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "non-negative"),
        (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "non-negative"),
        (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, 4, "leading zero"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "before it starts"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "lacks"),
        (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "lacks"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "unknown to the format"),
        (#"{"a":[]}"#, 0, "expected an object"),
        (#"{"\ud800":{}}"#, 0, "surrogate"),
        (#"{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}} x"#, 1, "after the end"),
        (#"{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},}"#, 1, "expected a string"),
        (#"{"a"#, 0, "without an end"),
        (
            #"{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}"#,
            1, "more than 64"
        ),
        ("[]", 0, "start with {"),
        (" {}", 0, "start with {"),
        ("", 0, "start with {"),
    ])
    func rejects(_ header: String, _ data: Int, _ reason: String) {
        let error = #expect(throws: FormatError.self) { try readSafetensors(file(header, data: data)) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.file == "x.safetensors")
    }

    @Test func rejectsHeaderBeyondTheFile() {
        for length in [100, 1 << 20, 100_000_001, UInt64.max] {
            let error = #expect(throws: FormatError.self) { try readSafetensors(little(length) + Array("{}".utf8)) }
            #expect(error?.place == "offset 0")
        }
        for count in 0..<8 {
            #expect(throws: FormatError.self) { try readSafetensors(Array(repeating: 0, count: count)) }
        }
    }

    /// A million keys take a second, not hours. More keys are rejected.
    @Test(.timeLimit(.minutes(2))) func boundsTheNumberOfKeys() throws {
        let limit = 1 << 20
        func metadata(_ count: Int) -> [UInt8] {
            file("{\"__metadata__\":{" + (0..<count).map { "\"\($0)\":\"\"" }.joined(separator: ",") + "}}")
        }
        #expect(try readSafetensors(metadata(limit)).metadata.count == limit)
        let error = #expect(throws: FormatError.self) { try readSafetensors(metadata(limit + 1)) }
        #expect(error?.reason == "more than \(limit) entries")
    }

    /// Sorting combining marks takes quadratic time, so keys with long runs of them are not looked up.
    @Test(.timeLimit(.minutes(2))) func boundsKeysBeyondASCII() {
        let marks = "a" + String(repeating: "\u{301}\u{316}", count: 1 << 20)
        let key = #expect(throws: FormatError.self) { try readSafetensors(file("{\"\(marks)\":{}}")) }
        #expect(key?.reason.contains("not ASCII") == true)
        let type = #expect(throws: FormatError.self) {
            try readSafetensors(file("{\"a\":{\"dtype\":\"\(marks)\",\"shape\":[],\"data_offsets\":[0,0]}}"))
        }
        #expect(type?.reason.contains("unknown dtype") == true)
    }

    @Test func rejectsWhatIsNotUTF8() {
        let header =
            Array("{\"a".utf8) + [0xFF] + Array("\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}".utf8)
        let error = #expect(throws: FormatError.self) {
            try readSafetensors(little(UInt64(header.count)) + header + [0])
        }
        #expect(error?.reason.contains("UTF-8") == true)
    }

    @Test func acceptsUnalignedDataAndSpace() throws {
        let header =
            "{\n \"b\" : {\"shape\":[1], \"data_offsets\":[1,5], \"dtype\":\"F32\"} ,\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}  \n"
        let weights = try readSafetensors(file(header) + [7] + little(Float(2.5).bitPattern))
        #expect(Array(weights.paths) == ["b", "a"])
        #expect(weights["b"]?.floats() == [2.5])
        #expect(weights["a"]?.floats() == [7])
        #expect(try readSafetensors(file("{}")).isEmpty)
    }

    @Test func systemErrorsNameTheFile() throws {
        let scratch = try TemporaryFolder()
        #expect(throws: FormatError.self) { try Safetensors.read(contentsOf: scratch.path("missing")) }
        #expect(throws: FormatError.self) { try Safetensors.read(contentsOf: scratch.path) }
        #expect(throws: FormatError.self) { try Safetensors.read(contentsOf: "a\0b") }
        let empty = try scratch.write([], "empty")
        let error = #expect(throws: FormatError.self) { try Safetensors.read(contentsOf: empty) }
        #expect(error?.description == "\(empty): the file is empty")
        #expect(throws: FormatError.self) {
            try Safetensors.write(Weights(), to: scratch.path("no/such/folder.safetensors"))
        }
        #expect(throws: FormatError.self) { try Safetensors.write(Weights(), to: scratch.path) }
        #expect(throws: FormatError.self) { try WeightsFile.write(Weights(), to: scratch.path("a.onnx")) }
        let text = try scratch.write(Array("<html>not weights</html>".utf8), "page.pth")
        #expect(throws: FormatError.self) { try WeightsFile.read(contentsOf: text) }
    }

    @Test func failedWriteLeavesTheOldFile() throws {
        let scratch = try TemporaryFolder()
        let path = try scratch.write([1, 2, 3], "a.safetensors")
        #expect(throws: FormatError.self) {
            try AtomicFile.write(to: path) { (writer) throws(FormatError) in
                try writer.write([9])
                throw FormatError(file: path, reason: "stop")
            }
        }
        #expect(try bytes(of: path) == [1, 2, 3])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a.safetensors"])
        var weights = Weights()
        weights["__metadata__"] = Tensor(zeros: [1])
        #expect(throws: FormatError.self) { try Safetensors.write(weights, to: path) }
    }

    /// The reader returns or throws, however the bytes are changed.
    @Test func survivesMutation() throws {
        let scratch = try TemporaryFolder()
        try Safetensors.write(samples(), to: scratch.path("a.safetensors"))
        let original = try bytes(of: scratch.path("a.safetensors"))
        var generator = SplitMix64(state: 1)
        var rejected = 0
        for _ in 0..<5000 {
            do { for (_, tensor) in try readSafetensors(mutated(original, &generator)) { _ = tensor.floats() } } catch {
                rejected += 1
            }
        }
        #expect(rejected > 1000)
    }
}
