import ArgumentParser
import Foundation
import Swiftlet

extension Command {
    struct Classify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what pictures show.",
            discussion: """
                Examples:
                  swiftlet classify photo.jpg
                  swiftlet classify --batch 8 --json holidays/ > classes.jsonl
                  curl -s https://example.com/cat.png | swiftlet classify -

                JPEG, PNG, WebP and GIF; HEIC and AVIF where libheif is installed. Of an animation, the first frame. Folders \
                are walked. A picture whose file is damaged behind its pixels is classified with a warning. One that cannot \
                be read is reported on standard error; the others are still classified, and the exit status is then 1. \
                With --json, each picture is an object on a line of its own. The inference time of a batch is shared evenly \
                among its pictures.
                """)

        @Argument(
            help: ArgumentHelp("Pictures, folders of pictures, or - for standard input.", valueName: "image|folder|-"))
        var images: [String]

        @OptionGroup var model: ModelOptions

        @Option(help: ArgumentHelp("Classes to name for each picture.", valueName: "n"))
        var top = 5

        @OptionGroup var decoding: DecodingArguments
        @OptionGroup var threads: ThreadOptions
        @OptionGroup var batch: BatchOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard top >= 1 else { throw ValidationError("--top is \(top); it must be at least 1") }
            guard images.count(where: { $0 == "-" }) <= 1 else {
                throw ValidationError("standard input (-) can be read only once")
            }
        }

        func run() throws {
            let model = try model.load(threads.configuration)
            guard top <= model.classCount else {
                throw CommandError("--top is \(top), but \(model.name) has \(model.classCount) classes")
            }
            let sources = PictureSource.all(images)
            var progress = ProgressBar(total: sources.count, unit: "images")
            var failed = false
            var isFirst = true
            let classifier = Classifier(
                model: model, top: top, batch: batch.batch, decoding: decoding.options(for: model))
            try classifier.run(sources) { result in
                switch result {
                case .success(let classification):
                    if let warnings = classification.warnings {
                        progress.hide()
                        for warning in warnings { Terminal.printWarning("\(classification.image): \(warning)") }
                    }
                    // Where standard output is a file, the bar can stay.
                    if Terminal.outputIsTerminal { progress.hide() }
                    let text = try output.json ? JSON.line(classification) : classification.text
                    try Terminal.print(output.json || isFirst ? text : "\n" + text)
                    isFirst = false
                case .failure(let error):
                    progress.hide()
                    Terminal.printError(error)
                    failed = true
                }
                progress.advance(by: 1, redraw: Terminal.outputIsTerminal)
            }
            progress.hide()
            if failed { throw ExitCode.failure }
        }
    }
}
