import Foundation
import Swiftlet
import Testing

/// A table reads back what it wrote, and says what is wrong with anything else.
@Suite struct LatencyTableReadingTests {
    /// As `swiftlet lut` writes it, of a search space and of a network.
    private static let text = #"""
        {"dtype":"float32","entries":[{"activation":"ReLU6","expansion":6,"input":[1,16,112,112],"kernel":[3,3],\#
        "least_ms":0.25,"macs":46512128,"ms":0.5,"operation":"inverted residual","output":[1,24,56,56],\#
        "parameters":4440,"squeeze_excite":false,"stride":[2,2]},{"groups":1,"input":[1,3,8,8],"layers":\#
        ["a","b/\"c\""],"least_ms":0.1,"macs":192,"ms":0.30000000000000004,"operation":"convolution 1×1",\#
        "output":[1,1,8,8],"parameters":3}],"isa":"avx2","kind":"space","name":"fbnet","omitted":["relu"],\#
        "processor":"P","threads":2,"version":1}
        """#

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            #expect(error is FormatError)
            return "\(error)"
        }
    }

    @Test func whatWasWrittenIsReadByteForByte() throws {
        let table = try LatencyTable(json: Self.text)
        #expect(table.entries.count == 2 && table.entries[1].layers == ["a", "b/\"c\""] && table.omitted == ["relu"])
        #expect(table.entries[1].milliseconds == 0.1 + 0.2)
        #expect(try table.json() == Self.text)
        #expect(try LatencyTable(json: Array(Self.text.utf8)) == table)
        #expect(try LatencyTable(json: Data(Self.text.utf8)) == table)
    }

    @Test func aMeasuredTableComesBackFromAFile() throws {
        let graph = try Catalogue.entry("lenet5").graph()
        let table = try LatencyTable(of: graph, configuration: EngineConfiguration(threads: 1))
        let url = FileManager.default.temporaryDirectory.appending(path: "lut-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: url) }
        try Data((table.json() + "\n").utf8).write(to: url)
        #expect(try LatencyTable(contentsOf: url) == table)
        #expect(try LatencyTable(contentsOf: url.path) == table)
        #expect(try LatencyTable(contentsOf: FilePath(url.path)) == table)
    }

    /// The line and the path to what is wrong, also where white space was put in.
    @Test(arguments: [
        (#""version":1"#, #""version":7"#, "line 1, version: version 7 is not 1"),
        (#""ms":0.5"#, #""ms":-0.5"#, "line 1, entries[0].ms: -0.5 is negative"),
        (#""ms":0.5"#, "\"ms\":\n \"fast\"", "line 2, entries[0].ms: is not a number"),
        (#""ms":0.5"#, #""ms":null"#, "line 1, entries[0]"),
        (#""ms":0.5,"#, "", "line 1, entries[0]: has no “ms”"),
        (#""macs":192"#, "\n\"macs\":\n1.5", "line 3, entries[1].macs"),
        (#""macs":192"#, #""macs":99999999999999999999"#, "line 1, entries[1].macs: is not a whole number"),
        (#"["a","b/\"c\""]"#, #"["a",7]"#, "line 1, entries[1].layers[1]: is not a text"),
        (#"[1,16,112,112]"#, #"[1,-16,112,112]"#, "line 1, entries[0].input"),
        (#""isa":"avx2""#, "\n\n\"isa\":\"sse\u{7F}9\"", "line 3, isa"),
        (#""threads":2"#, #""threads":0"#, "line 1, threads: 0 is no number of threads"),
        (#""float32""#, #""bfloat16""#, "line 1, dtype: latencies of bfloat16, not float32"),
        (#""entries":["#, #""entries":[7,"#, "line 1, entries[0]: is not an object"),
        (#""omitted":["relu"]"#, #""omitted":7"#, "line 1, omitted: is not a list"),
    ])
    func whatIsWrongIsSaid(_ old: String, _ new: String, _ place: String) throws {
        let changed = Self.text.replacing(old, with: new)
        #expect(changed != Self.text)
        let text = message { _ = try LatencyTable(json: changed, file: "lut.json") }
        #expect(text.hasPrefix("lut.json: \(place)"), "\(text)")
        #expect(!text.contains("\u{7F}"))
    }

    @Test(arguments: ["", " ", "{", "[]", "7", "null", "\u{0}", "version: 1", "{\"version\":1,}", "{}"])
    func whatIsNoTable(_ text: String) {
        let message = message { _ = try LatencyTable(json: text, file: "lut.json") }
        #expect(message.hasPrefix("lut.json: ") && message.count > 20, "\(message)")
    }

    @Test func filesThatCannotBeRead() throws {
        for (path, reason) in [
            ("/nonexistent.json", "No such file or directory"), ("/", "is a folder"),
            ("/dev/zero", "not a regular file"),
        ] {
            let text = message { _ = try LatencyTable(contentsOf: path) }
            #expect(text.hasPrefix(path + ": ") && text.contains(reason), "\(text)")
        }
        #expect(message { _ = try LatencyTable(contentsOf: "a\0b") }.contains("NUL"))
        let url = try #require(URL(string: "https://example.com/lut.json"))
        #expect(message { _ = try LatencyTable(contentsOf: url) }.contains("not the URL of a file"))
    }

    /// Deep nesting ends no process.
    @Test func depth() {
        for text in [String(repeating: "[", count: 200_000), String(repeating: "{\"a\":", count: 200_000)] {
            #expect(message { _ = try LatencyTable(json: text) }.contains("JSON"))
            let inside = Self.text.replacing("[\"relu\"]", with: text)
            #expect(message { _ = try LatencyTable(json: inside) }.contains("JSON"))
        }
    }

    /// Bytes changed, inserted and removed at random, and every beginning: an error, or a table that can be written and
    /// read again.
    @Test func mutations() throws {
        let bytes = Array(Self.text.utf8)
        for length in stride(from: 0, to: bytes.count, by: 3) {
            #expect(!message { _ = try LatencyTable(json: bytes[..<length]) }.isEmpty)
        }
        var generator = SplitMix(state: 12)
        let alphabet = Array("0123456789-+.eE\"\\[]{}:,ntru \n".utf8) + [0, 0x7F, 0x80, 0xC3, 0xFF]
        var accepted = 0
        for _ in 0..<4000 {
            var mutant = bytes
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                let place = Int.random(in: 0..<mutant.count, using: &generator)
                let byte = alphabet.randomElement(using: &generator)!
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: mutant[place] = byte
                case 1: mutant.insert(byte, at: place)
                default: mutant.remove(at: place)
                }
            }
            do throws(FormatError) {
                let table = try LatencyTable(json: mutant, file: "lut.json")
                accepted += 1
                guard let again = try? LatencyTable(json: table.json()) else {
                    Issue.record("cannot be read again: \(String(decoding: mutant, as: UTF8.self))")
                    continue
                }
                #expect(again == table)
            } catch {
                #expect(error.file == "lut.json" && !error.reason.isEmpty)
            }
        }
        // Digits that became others, mostly.
        #expect(accepted > 100 && accepted < 3000)
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
