import Foundation
import Swiftlet
import SwiftletCommand
import Testing

/// What people read in a terminal of any width.
@Suite struct TerminalTests {
    @Test(arguments: [
        ["analyze", "mobilenet_v2"], ["analyze", "shufflenet_g3", "--depth", "3"], ["models"], ["compare"],
        ["experiment"], ["experiment", "g1", "--no-measure"], ["experiment", "compound", "--no-measure"],
    ])
    func tablesFit(_ arguments: [String]) throws {
        for width in [40, 80, 120] {
            let outcome = try Executable.run(arguments, environment: ["COLUMNS": "\(width)"])
            #expect(outcome.status == 0, "\(outcome.error)")
            let lines = outcome.output.split(separator: "\n")
            for line in lines where line.count > width {
                // A single word may be longer.
                #expect(!line.drop { $0 == " " }.contains(" "), "\(width): \(line)")
            }
            #expect(lines.count > 10)
        }
    }

    @Test func whatIsLeftOutIsSaid() throws {
        func output(_ columns: String) throws -> String {
            try Executable.run(["compare", "mobilenet_v2"], environment: ["COLUMNS": columns]).output
        }
        let narrow = try output("40").replacing("\n", with: " ")
        #expect(narrow.contains("Left out at 40 columns: input, activ. (M), moved (MB)"))
        #expect(
            narrow.contains("network") && narrow.contains("params (M)") && narrow.contains("MACs (M)")
                && !narrow.contains("224×224"))
        // Into a file goes all; so it does where COLUMNS says nothing that can be.
        for columns in ["", "0", "-5", "x", "99999999999999999999", "10000"] {
            let whole = try output(columns)
            #expect(whole.contains("FLOP/B") && !whole.contains("Left out"), "\(columns)")
        }
    }

    @Test func columnsGoByRank() {
        var table = Table(rows: 2)
        table.add("name", rank: 0, ["a", "bb"])
        table.add(number: "first", rank: 2, ["1", "22"])
        table.add(number: "second", rank: 1, ["333", "4"])
        func kept(_ width: Int) -> [String] { table.fitted(width).kept.map(\.title) }
        #expect(kept(17) == ["name", "first", "second"])
        #expect(kept(16) == ["name", "second"] && table.fitted(16).dropped.map(\.title) == ["first"])
        #expect(kept(11) == ["name", "second"] && kept(10) == ["name"])
        // What must stay is cut where even that is too wide.
        var wide = Table(rows: 1)
        wide.add("n", rank: 0, [String(repeating: "x", count: 90)])
        #expect(wide.text(width: 20).split(separator: "\n").allSatisfy { $0.count <= 20 })
        #expect(Table(rows: 0).text(width: 40).isEmpty)
    }

    @Test func progressSaysWhatIsLeft() {
        func line(_ done: Int, of total: Int, unit: String = "networks", after seconds: Double, width: Int) -> String {
            ProgressBar.line(done: done, of: total, unit: unit, after: seconds, width: width)
        }
        let whole = line(25, of: 100, after: 10, width: 79)
        #expect(whole.hasSuffix("25/100  2.5 networks/s  0:30 left") && whole.contains("█"))
        #expect(line(2, of: 100, after: 120, width: 79).hasSuffix("60.0 s each  1:38:00 left"))
        #expect(line(57, of: 100, unit: "%", after: 57, width: 79).hasSuffix("57 %  0:43 left"))
        #expect(line(100, of: 100, after: 10, width: 79).hasSuffix("100/100  10.0 networks/s"))
        #expect(line(0, of: 100, after: 10, width: 79).hasSuffix("0/100"))
        for width in 1...120 { #expect(line(25, of: 100, after: 10, width: width).count <= width) }
        #expect(line(25, of: 100, after: 10, width: 20).hasSuffix("0:30 left"))
        let download = DownloadProgress.line(5_000_000, of: 20_000_000, speed: 1e6, width: 79)
        #expect(download.hasSuffix("5.00 MB of 20.0 MB  1.00 MB/s  0:15 left"))
        #expect(DownloadProgress.line(5_000_000, of: nil, speed: 0, width: 79) == "5.00 MB  0 B/s")
    }

    @Test func textIsBrokenBetweenWords() {
        #expect(Format.wrapped("one two three four", width: 9) == "one two\nthree\nfour")
        #expect(Format.wrapped("one two three", width: 9, indent: 2) == "one two\n  three")
        #expect(Format.wrapped("unbreakable a", width: 4) == "unbreakable\na")
        #expect(Format.wrapped("", width: 10).isEmpty)
    }

    /// What cannot be is refused with the name of the option that says it.
    @Test(arguments: [
        (["analyze", "mobilenet_v2", "--size", "-1"], "--size"), (["compare", "--size", "-1"], "--size"),
        (["lut", "mobilenet_v2", "--size", "-1"], "--size"), (["analyze", "mobilenet_v2", "--depth", "-1"], "--depth"),
        (["analyze", "mobilenet_v2", "--width", "-0.5"], "--width"), (["bench", "lenet5", "--batch", "-2"], "--batch"),
        (["roofline", "--threads", "-1"], "--threads"), (["tune", "--seconds", "-1"], "--seconds"),
        (["lut"], "--space"), (["lut", "lenet5", "--space", "mobilenetv3"], "--space"),
        (["analyze", "lenet5", "--json", "--csv"], "--csv"), (["compare", "--json", "--csv"], "--csv"),
        (["dot", "lenet5", "--json", "--svg", "x.svg"], "--svg"), (["experiment", "--html", "x.html"], "--html"),
        (["experiment", "--svg", "x"], "--svg"), (["experiment", "g1", "--list"], "--list"),
        (["tune", "--show", "--dry-run"], "--dry-run"), (["models", "--family", "nobody"], "--family"),
        (["models", "--max-macs", "10"], "--max-macs"), (["models", "--max-params", "10"], "--max-params"),
        (["models", "--family", "VGG", "--max-params", "1M"], "--family and --max-params"),
    ])
    func messagesNameTheOption(_ arguments: [String], _ option: String) throws {
        let outcome = try Executable.run(arguments)
        #expect(outcome.status != 0 && outcome.output.isEmpty)
        let message = try #require(outcome.error.split(separator: "\n").first)
        #expect(message.hasPrefix("Error: ") && message.contains(option), "\(message)")
        #expect(!message.contains("Missing value"), "\(message)")
    }

    @Test func namesAfterTheEndOfOptionsStay() {
        #expect(Arguments.joiningNegativeNumbers(["a", "--size", "-1"]) == ["a", "--size=-1"])
        #expect(Arguments.joiningNegativeNumbers(["--size=3", "-1"]) == ["--size=3", "-1"])
        #expect(Arguments.joiningNegativeNumbers(["--", "--x", "-1.jpg"]) == ["--", "--x", "-1.jpg"])
        #expect(Arguments.joiningNegativeNumbers(["-1", "-h", "--json", "-"]) == ["-1", "-h", "--json", "-"])
    }

    @Test func accuraciesBelongToTheirSize() throws {
        let small = try Executable.run("compare", "mobilenet_v2", "--size", "64", "--csv")
        #expect(small.status == 0 && small.output.contains("1×3×64×64,,3504872,"))
        #expect(small.error.contains("--size 64"))
        #expect(try Executable.run("compare", "mobilenet_v2", "--size", "224", "--csv").output.contains(",72.154,"))
    }
}
