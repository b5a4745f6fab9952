import Foundation
import Swiftlet
import TestSupport
import Testing

/// What the shells offer when somebody presses Tab.
@Suite struct CompletionTests {
    private static func script(_ shell: String) throws -> String {
        let outcome = try Executable.run("--generate-completion-script", shell)
        #expect(outcome.status == 0, "\(outcome.error)")
        return outcome.output
    }

    /// Words between characters that no name has.
    private static func words(_ text: String) -> Set<Substring> {
        Set(text.split { !($0.isLetter || $0.isNumber || "_-.".contains($0)) })
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func scriptsKnowTheNames(_ shell: String) throws {
        let words = Self.words(try Self.script(shell))
        for name in Catalogue.entries.map(\.name) { #expect(words.contains(Substring(name)), "\(name)") }
        for name in Experiment.all.map(\.name) + ["all"] { #expect(words.contains(Substring(name)), "\(name)") }
        for space in SearchSpace.allCases { #expect(words.contains(Substring(space.rawValue)), "\(space)") }
    }

    @Test func theBashScriptIsValid() throws {
        try withTemporaryFolder { folder in
            try Self.script("bash").write(toFile: folder + "/script", atomically: true, encoding: .utf8)
            #expect(try Executable.run(["-n", folder + "/script"], program: "/bin/bash").status == 0)
        }
    }

    /// The completions of a line whose last word the cursor stands behind, as bash asks the script for them.
    private static func offered(_ words: [String], in folder: String) throws -> [String] {
        let outcome = try Executable.shell(
            """
            cd "$folder" || exit 9
            source <("$swiftlet" --generate-completion-script bash)
            [[ "$(complete -p swiftlet)" =~ -F\\ ([^ ]+) ]] || exit 8
            COMP_WORDS=(swiftlet \(words.map { "'\($0)'" }.joined(separator: " ")))
            COMP_CWORD=\(words.count); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
            "${BASH_REMATCH[1]}" swiftlet "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """, environment: ["folder": folder])
        #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    private static func names(_ prefix: String) -> [String] {
        Catalogue.entries.map(\.name).filter { $0.hasPrefix(prefix) }
    }

    @Test(arguments: [
        ["analyze"], ["dot"], ["bench"], ["profile"], ["lut"], ["run"], ["compare", "lenet5"], ["tune", "lenet5"],
        ["pull", "lenet5"], ["analyze", "--model"], ["bench", "--model"], ["run", "--model"], ["compare", "--model"],
        ["tune", "--model"], ["pull", "--model"], ["classify", "--model"], ["convert", "a", "b", "--model"],
    ])
    func everyCommandOffersNetworks(_ words: [String]) throws {
        try withTemporaryFolder { folder in
            let offered = try Self.offered(words + ["mobilenet_v3"], in: folder)
            #expect(offered == Self.names("mobilenet_v3"))
        }
    }

    @Test func otherNames() throws {
        try withTemporaryFolder { folder in
            let experiments = try Self.offered(["experiment", "g"], in: folder)
            #expect(experiments == ["g1", "g2", "g3", "g4"])
            let spaces = try Self.offered(["lut", "--space", ""], in: folder)
            #expect(spaces == SearchSpace.allCases.map(\.rawValue))
            let families = try Self.offered(["models", "--family", "Squeeze"], in: folder)
            #expect(families == ["SqueezeNet", "SqueezeNext"])
        }
    }

    /// A file's name is text, even one that the shell would run.
    @Test func filesOfNetworks() throws {
        try withTemporaryFolder { folder in
            let files = FileManager.default
            for name in ["my net.onnx", "$(touch ran).onnx", "`touch ran`.onnx", "mobilenet_v9.onnx", "notes.txt"] {
                _ = files.createFile(atPath: folder + "/" + name, contents: nil)
            }
            try files.createDirectory(atPath: folder + "/nets", withIntermediateDirectories: false)
            #expect(try Self.offered(["analyze", "my"], in: folder) == ["my net.onnx"])
            #expect(try Self.offered(["analyze", "$"], in: folder) == ["$(touch ran).onnx"])
            #expect(try Self.offered(["analyze", "n"], in: folder) == ["nets"])
            #expect(try Self.offered(["bench", "mobilenet_v9"], in: folder) == ["mobilenet_v9.onnx"])
            #expect(try Self.offered(["pull", "my"], in: folder).isEmpty)
            let all = try Self.offered(["analyze", ""], in: folder)
            #expect(Set(all).isSuperset(of: ["`touch ran`.onnx", "lenet5"]) && !all.contains("notes.txt"))
            #expect(!files.fileExists(atPath: folder + "/ran"))
        }
    }
}
