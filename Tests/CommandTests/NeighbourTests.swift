import Foundation
import Swiftlet
import SwiftletHub
import TestServer
import TestSupport
import Testing

/// What happens around the program: signals, full disks, closed streams, other processes.
@Suite struct NeighbourTests {
    /// A file of weights that takes a while to write.
    private static func withWeights(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let count = 12_000_000
            try Safetensors.write(
                Weights(["a": Tensor([Float](repeating: 1, count: count), shape: [count])]),
                to: folder + "/x.safetensors")
            try body(folder)
        }
    }

    private static func shell(_ command: String, in folder: String, _ more: [String: String] = [:]) throws
        -> Executable.Outcome
    {
        try Executable.shell(
            "cd \"$folder\" || exit 9; " + command, environment: ["folder": folder].merging(more) { $1 })
    }

    /// Text for the shell: converts until the signal struck while the part was there. Both share one processor, and
    /// the shell has ten times the claim on it: between two of its looks the converter never writes a whole file.
    private static func converting(struckBy name: String) -> String {
        """
        set -m
        taskset -pc $(taskset -pc $$ | sed 's/.*[^0-9]//') $$ > /dev/null || exit 8
        for attempt in $(seq 40); do
            nice "$swiftlet" convert x.safetensors out.safetensors > /dev/null & pid=$!
            while kill -0 $pid 2> /dev/null; do
                if compgen -G "out.safetensors.partial-*" > /dev/null; then kill -\(name) $pid; break; fi
            done
            wait $pid; status=$?
            [ $status -gt 128 ] && [ ! -e out.safetensors ] && break
            rm -f out.safetensors
        done

        """
    }

    /// It leaves nothing, and the shell sees which signal it was.
    @Test(arguments: ["TERM", "INT", "HUP", "QUIT", "XCPU"])
    func signals(_ name: String) throws {
        try Self.withWeights { folder in
            let outcome = try Self.shell(
                Self.converting(struckBy: name) + "ls; kill -l $((status - 128))", in: folder)
            #expect(outcome.output == "x.safetensors\n\(name)\n", "\(outcome.error)")
        }
    }

    /// Killed without a chance, it leaves a part; the next run that writes the same file removes it.
    @Test func whatSIGKILLLeft() throws {
        try Self.withWeights { folder in
            let outcome = try Self.shell(
                Self.converting(struckBy: "KILL") + """
                    compgen -G "out.safetensors.partial-*" > /dev/null || exit 2
                    "$swiftlet" convert x.safetensors other.safetensors > /dev/null || exit 3
                    compgen -G "out.safetensors.partial-*" > /dev/null || exit 4
                    "$swiftlet" convert x.safetensors out.safetensors > /dev/null || exit 5
                    ls
                    """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output == "other.safetensors\nout.safetensors\nx.safetensors\n")
        }
    }

    @Test func aLimitOfTheFileSize() throws {
        try Self.withWeights { folder in
            let outcome = try Self.shell(
                "ulimit -f 1000; \"$swiftlet\" convert x.safetensors out.safetensors; status=$?; ls; exit $status",
                in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.error == "Error: out.safetensors: cannot be written: File too large\n")
            #expect(outcome.output == "x.safetensors\n")
        }
    }

    /// A program that was told to ignore a signal goes on ignoring it.
    @Test func nohup() throws {
        try Self.withWeights { folder in
            let outcome = try Self.shell(
                """
                trap '' HUP; "$swiftlet" convert x.safetensors out.safetensors > /dev/null & pid=$!
                while kill -HUP $pid 2> /dev/null; do sleep 0.01; done; wait $pid
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(FileManager.default.fileExists(atPath: folder + "/out.safetensors"))
        }
    }

    /// curl goes with the program that started it.
    @Test func curlGoesToo() throws {
        let server = TestServer { _ in
            var response = TestServer.Response(body: [UInt8](repeating: 7, count: 10))
            response.contentLength = 40_000_000
            Thread.sleep(forTimeInterval: 20)
            return response
        }
        defer { server.stop() }
        try withTemporaryFolder { folder in
            let outcome = try Self.shell(
                """
                mkdir bin; real=$(command -v curl)
                printf '#!/bin/sh\\necho $$ > "%s/pid"\\nexec "%s" "$@"\\n' "$folder" "$real" > bin/curl; chmod +x bin/curl
                PATH="$folder/bin:$PATH" "$swiftlet" pull resnet18 & pid=$!
                for i in $(seq 500); do [ -s pid ] && break; sleep 0.02; done
                sleep 0.3; child=$(cat pid); kill -0 $child || exit 2
                kill -TERM $pid; wait $pid; status=$?
                for i in $(seq 100); do kill -0 $child 2> /dev/null || exit $status; sleep 0.02; done; exit 3
                """, in: folder,
                [
                    "SWIFTLET_TORCH_ENDPOINT": server.url, "TORCH_HOME": folder + "/torch", "no_proxy": "*",
                    "SWIFTLET_OFFLINE": "", "HF_HUB_OFFLINE": "",
                ])
            #expect(outcome.status == 143, "\(outcome.error)")
        }
    }

    @Test func aDownloadOntoAFullDisk() throws {
        let server = TestServer { .file([UInt8](repeating: 7, count: 3_000_000), for: $0) }
        defer { server.stop() }
        try withTemporaryFolder { folder in
            let outcome = try Self.shell(
                "ulimit -f 1000; \"$swiftlet\" pull resnet18", in: folder,
                [
                    "SWIFTLET_TORCH_ENDPOINT": server.url, "TORCH_HOME": folder + "/torch", "no_proxy": "*",
                    "SWIFTLET_OFFLINE": "", "HF_HUB_OFFLINE": "",
                ])
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("cannot be written after 1024000 of 3000000 bytes: File too large"))
        }
    }

    @Test func modesAndLinks() throws {
        try withTemporaryFolder { folder in
            try Safetensors.write(Weights(["a": Tensor([1], shape: [1])]), to: folder + "/x.safetensors")
            let outcome = try Self.shell(
                """
                mkdir data; touch data/y.pth; chmod 600 data/y.pth; ln -s data/y.pth link.pth
                "$swiftlet" convert x.safetensors link.pth > /dev/null || exit 1
                [ -L link.pth ] && [ -s data/y.pth ] && stat -c %a data/y.pth; ls data
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output == "600\ny.pth\n")
        }
    }

    /// Both keep what they found.
    @Test func twoTuneAtOnce() throws {
        try withTemporaryFolder { folder in
            let outcome = try Self.shell(
                """
                for network in squeezenet1_1 shufflenet_v2_x0_5 mobilenet_v3_small; do
                    "$swiftlet" tune $network --threads 1 --seconds 0.1 --no-wait --json > $network.json &
                done; wait
                cat "$folder"/cache/swiftlet/tuning/*.txt
                """, in: folder, ["XDG_CACHE_HOME": folder + "/cache"])
            #expect(outcome.status == 0, "\(outcome.error)")
            let table = try TuningTable(outcome.output, source: "tune")
            for network in ["squeezenet1_1", "shufflenet_v2_x0_5", "mobilenet_v3_small"] {
                let data = try Data(contentsOf: URL(filePath: "\(folder)/\(network).json"))
                let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
                let report = try #require((object["networks"] as? [[String: Any]])?.first)
                let layers = (report["layers"] as? [[String: Any]] ?? []).compactMap { $0["layer"] as? String }
                #expect(layers.count > 5 && layers.count < table.count)
                for layer in layers { #expect(outcome.output.contains(layer), "\(network)") }
            }
        }
    }

    @Test func closedStreams() throws {
        for (command, words) in [
            ("\"$swiftlet\" classify - <&-", "standard input: is closed"),
            ("\"$swiftlet\" classify - < /", "standard input: Is a directory"),
            ("\"$swiftlet\" models >&-", "standard output: Bad file descriptor"),
            ("\"$swiftlet\" --help > /dev/full", "standard output: No space left on device"),
            ("\"$swiftlet\" classify --help > /dev/full", "standard output: No space left on device"),
            ("\"$swiftlet\" --generate-completion-script bash > /dev/full", "standard output: No space left on device"),
        ] {
            let outcome = try Self.shell(command, in: "/tmp")
            #expect(outcome.status == 1, "\(command)")
            #expect(outcome.error == "Error: \(words)\n", "\(command)")
        }
        #expect(try Self.shell("\"$swiftlet\" classify x.png 2>&-", in: "/tmp").status == 1)
        // Help is no failure.
        let help = try Executable.run("--help")
        #expect(help.status == 0 && help.error.isEmpty && help.output.contains("SUBCOMMANDS"))
    }

    /// Before anything is measured.
    @Test(arguments: [
        ["compare", "--measure", "--html", "/nonexistent/x"], ["compare", "--measure", "--svg", "/dev/null/x"],
        ["experiment", "all", "--html", "/nonexistent/x"], ["experiment", "all", "--svg", "/dev/null"],
        ["analyze", "mobilenet_v2", "--measure", "--html", "/nonexistent/x"],
        ["lut", "--space", "mobilenetv3", "--output", "/nonexistent/x"],
        ["lut", "--space", "mobilenetv3", "--output", "/tmp/folder/"],
        ["profile", "mobilenet_v2", "--runs", "100000", "--trace", "/"],
        ["run", "--input", "x", "--output", "/nonexistent/x"], ["dot", "mobilenet_v2", "--svg", "/nonexistent/x"],
        ["convert", "x.pth", "/nonexistent/x.pth"],
    ])
    func outputsAreLookedAtFirst(_ arguments: [String]) throws {
        let start = ContinuousClock.now
        let outcome = try Executable.run(arguments)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.hasPrefix("Error: /"), "\(outcome.error)")
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func aCacheThatCannotBeIsSaidFirst() throws {
        let outcome = try Executable.run(
            "tune", "mobilenet_v2", "--seconds", "600", environment: ["XDG_CACHE_HOME": "/dev/null"])
        #expect(outcome.status == 1)
        #expect(outcome.error == "Error: /dev/null/swiftlet/tuning: cannot be made a folder: Not a directory\n")
    }
}
