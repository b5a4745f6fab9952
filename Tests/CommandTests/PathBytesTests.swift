import Foundation
import Swiftlet
import TestSupport
import Testing
import _SwiftletSystem

/// Names that are no UTF-8, as an old disk or an unpacked archive has them.
@Suite struct PathBytesTests {
    /// `résumé` in Latin-1.
    private static let setUp = "e=$(printf '\\351'); cd \"$folder\" || exit 9; "

    private static func run(_ command: String, in folder: String) throws -> Executable.Outcome {
        try Executable.shell(
            setUp + command,
            environment: [
                "folder": folder, "samples": Executable.samples, "HOME": folder, "XDG_CACHE_HOME": "", "HF_HOME": "",
                "TORCH_HOME": "", "HF_HUB_CACHE": "",
            ])
    }

    @Test func foldersOfPictures() throws {
        try withTemporaryFolder { folder in
            let outcome = try Self.run(
                """
                mkdir photos "photos/r${e}sum$e"
                cp "$samples/rocket.jpg" "photos/r${e}sum$e/p$e.jpg"
                cp "$samples/rocket.jpg" photos/ok.jpg
                "$swiftlet" classify --json photos
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            let images = try outcome.objects().compactMap { $0["image"] as? String }
            #expect(images == ["photos/ok.jpg", "photos/r\\xE9sum\\xE9/p\\xE9.jpg"])
            let people = try Self.run("\"$swiftlet\" classify \"photos/r${e}sum$e/p$e.jpg\" \"none$e.jpg\"", in: folder)
            #expect(people.status == 1)
            #expect(people.output.hasPrefix("photos/r\\xE9sum\\xE9/p\\xE9.jpg"))
            #expect(people.error == "Error: none\\xE9.jpg: No such file or directory\n")
        }
    }

    /// A folder within a folder that cannot be looked into is said, and the others are classified.
    @Test func foldersThatCannotBeRead() throws {
        try withTemporaryFolder { folder in
            let outcome = try Self.run(
                """
                mkdir photos; cp "$samples/rocket.jpg" photos/ok.jpg
                ln -s loop photos/loop; ln -s nowhere photos/notes; ln -s nowhere photos/gone.png
                mkfifo photos/pipe; "$swiftlet" classify --json photos
                """, in: folder)
            #expect(outcome.status == 1)
            #expect(try outcome.objects().count == 1)
            #expect(
                outcome.error == """
                    Error: photos/gone.png: No such file or directory
                    Error: photos/loop: Too many levels of symbolic links

                    """)
            let alone = try Self.run("\"$swiftlet\" classify photos/loop", in: folder)
            #expect(alone.status == 1 && alone.error == "Error: photos/loop: Too many levels of symbolic links\n")
        }
    }

    @Test func weights() throws {
        try withTemporaryFolder { folder in
            try Safetensors.write(
                Weights(randomFor: Catalogue.entry("squeezenet1_1").graph()), to: folder + "/x.safetensors")
            let outcome = try Self.run(
                """
                "$swiftlet" convert x.safetensors "out$e.safetensors" --json || exit 1
                [ -f "out$e.safetensors" ] && [ "$(ls | wc -l)" = 2 ] || exit 2
                mkdir "w$e"; "$swiftlet" convert "out$e.safetensors" "w$e/a.pth" || exit 3
                "$swiftlet" bench squeezenet1_1 --size 32 --threads 1 --weights "w$e/a.pth" --json || exit 4
                "$swiftlet" convert "out$e.safetensors" "out$e.txt"; [ $? = 1 ] || exit 5
                "$swiftlet" convert x.safetensors y.safetensors --metadata "k=$e" && exit 6; exit 0
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].contains(#""output":"out\\xE9.safetensors""#))
            #expect(lines[1].hasPrefix(#"w\xE9/a.pth: "#))
            #expect(lines[2].contains(#""weights":"w\\xE9/a.pth""#))
            #expect(outcome.error.contains(#"Error: out\xE9.txt: the name must end in"#))
            #expect(outcome.error.contains(#"Error: --metadata 'k=\xE9' is not UTF-8"#))
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).allSatisfy { !$0.contains("partial") })
        }
    }

    /// A network with its tensors in a file beside it.
    @Test func networks() throws {
        try withTemporaryFolder { folder in
            let fixtures = Repository.path("Tests/ONNXTests/Fixtures")
            let outcome = try Self.run(
                """
                mkdir "n$e"; cp '\(fixtures)/external.onnx' "n$e/m$e.onnx"; cp '\(fixtures)/external.data' "n$e/"
                "$swiftlet" analyze "n$e/m$e.onnx" --json --html "page$e.html" || exit 1
                "$swiftlet" analyze "n$e/m$e.onnx" --csv > /dev/null || exit 2
                "$swiftlet" bench "n$e/m$e.onnx" --threads 1 --json || exit 3
                [ -s "page$e.html" ] || exit 4
                "$swiftlet" profile "n$e/m$e.onnx" --threads 1 --runs 1 --trace "trace$e" > /dev/null; [ -s "trace$e" ]
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            let objects = try outcome.objects()
            #expect(objects.count == 2)
            #expect(objects.first?["model"] as? String == "m\\xE9")
            #expect(objects.last?["weights"] as? String == "n\\xE9/m\\xE9.onnx")
        }
    }

    @Test func picturesOfReports() throws {
        try withTemporaryFolder { folder in
            let outcome = try Self.run(
                """
                "$swiftlet" compare squeezenet1_1 lenet5 --svg "charts$e" --html "page$e.html" --csv > table || exit 1
                [ -s "page$e.html" ] && ls "charts$e"/*.svg > /dev/null && [ "$(wc -l < table)" = 3 ]
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
        }
    }

    @Test func cachesInAHome() throws {
        try withTemporaryFolder { folder in
            let outcome = try Self.run(
                """
                mkdir "home$e"; export HOME="$folder/home$e"
                "$swiftlet" tune squeezenet1_1 --threads 1 --seconds 0.1 --no-wait --json || exit 1
                ls "$HOME"/.cache/swiftlet/tuning/*.txt > /dev/null || exit 2
                mkdir -p "$HOME/.cache/torch/hub/checkpoints"
                echo > "$HOME/.cache/torch/hub/checkpoints/resnet18-f37072fd.pth"
                SWIFTLET_OFFLINE=1 "$swiftlet" pull resnet18 --json
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome.error)")
            let objects = try outcome.objects()
            #expect((objects.first?["file"] as? String)?.contains("home\\xE9/.cache/swiftlet/tuning/") == true)
            #expect((objects.last?["path"] as? String)?.contains("home\\xE9/.cache/torch/hub/checkpoints/") == true)
        }
    }

    /// Where a name is no path, what is wrong with it is said without the byte.
    @Test func otherArguments() throws {
        for command in ["models --family r$e", "bench r$e", "classify --top $e x", "compare r$e", "$e", "--r$e"] {
            let outcome = try Self.run("\"$swiftlet\" \(command)", in: "/tmp")
            #expect(outcome.status != 0)
            #expect(outcome.error.contains("\\xE9") || command.hasPrefix("models"), "\(outcome.error)")
            #expect(outcome.error.unicodeScalars.allSatisfy { $0.value < 0x10_0000 })
        }
    }

    /// Whatever comes through the parser comes out of it.
    @Test(
        arguments: [
            [], Array("plain --flag=é".utf8), [0xE9], [0x2D, 0x2D, 0xFF], Array("\u{10FEE9}\u{10FE80}\u{10FEFF}".utf8),
            [0xF4, 0x8F, 0xBB, 0xA9, 0xE9, 0xF4, 0x8F, 0xBB],
        ] as [[UInt8]])
    func argumentsAreCarried(_ bytes: [UInt8]) {
        let carried = ArgumentBytes.encoded(bytes)
        #expect(ArgumentBytes.decoded(carried) == bytes)
        #expect(ArgumentBytes.isText(carried) == (ArgumentBytes.printable(carried) == carried))
    }
}
