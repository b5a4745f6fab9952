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
                  swiftlet classify --model mobilenet_v3_small --weights flowers.pth --labels flowers.txt rose.jpg

                JPEG, PNG, WebP and GIF; HEIC and AVIF where libheif is installed. Of an animation, the first frame. Folders \
                are walked. A picture whose file is damaged behind its pixels is classified with a warning. One that \
                cannot be read, and such a folder, is reported on standard error; the others are still classified, and the exit status is then 1. \
                With --json, each picture is an object on a line of its own. The inference time of a batch is shared evenly \
                among its pictures.

                A file of weights may be a published one, which its SHA-256 tells, or that of a network fine-tuned to classes of \
                one's own, whose number the file tells. Pictures are resized and cropped as the weights want it; what was \
                assumed about a file is said on standard error. With --size, resizing and cropping keep their proportion; for \
                a rectangle the picture is resized until it just covers it, and the centre is cut out.
                """)

        @Argument(
            help: ArgumentHelp("Pictures, folders of pictures, or - for standard input.", valueName: "image|folder|-"))
        var images: [PathArgument]

        @OptionGroup var model: ModelOptions

        @Option(
            help: ArgumentHelp(
                "A file that names the classes: a name a line, or a JSON list or object; with --weights.",
                valueName: "file"))
        var labels: PathArgument?

        @OptionGroup var input: SizeOptions

        @Option(
            help: ArgumentHelp(
                "Classes to name for each picture; by default 5, or all if there are fewer.", valueName: "n"))
        var top: Int?

        @OptionGroup var decoding: DecodingArguments
        @OptionGroup var threads: ThreadOptions
        @OptionGroup var batch: BatchOptions
        @OptionGroup var output: OutputOptions

        /// Several pictures of this size are in memory at a time.
        private static let largestSide = 4096

        func validate() throws {
            if let top, top < 1 { throw ValidationError("--top is \(top); it must be at least 1") }
            if let size = input.size, max(size.height, size.width) > Self.largestSide {
                throw ValidationError(
                    "--size is \(size); pictures are made at most \(Self.largestSide) pixels high and wide")
            }
            for image in images { try refuseNetwork(image) }
            guard images.count(where: { PictureSource.isStandardInput($0) }) <= 1 else {
                throw ValidationError("standard input (-) can be read only once")
            }
        }

        /// Refuses `classify mobilenet_v2 photo.jpg`, the form in which other commands take a network's name.
        private func refuseNetwork(_ image: PathArgument) throws {
            guard let name = MistakenName.network(image) else { return }
            let pictures = images.filter { $0.path != image.path }.map(\.text)
            let example = Shell.line(
                ["swiftlet", "classify", "--model", name] + (pictures.isEmpty ? ["photo.jpg"] : pictures))
            throw ValidationError("\(image.text) is a network, not a picture: \(example)")
        }

        func run() throws {
            var model = try model.load(threads.configuration, labels: labels)
            if let size = input.size { model = try model.taking(height: size.height, width: size.width) }
            let top = top ?? min(5, model.classCount)
            guard top <= model.classCount else {
                throw CommandError("--top is \(top), but \(model.name) has \(model.classCount) classes")
            }
            let sources = PictureSource.all(images)
            var progress = ProgressBar(total: sources.count, unit: "images")
            var failed = false
            var isFirst = true
            let classifier = Classifier(
                model, top: top, batch: batch.batch, decoding: decoding.options(for: model))
            try classifier.run(sources) { result in
                switch result {
                case .success(let classification):
                    if !classification.warnings.isEmpty {
                        progress.hide()
                        for warning in classification.warnings {
                            Terminal.printWarning("\(classification.image): \(warning)")
                        }
                    }
                    // If standard output is a file, the bar can stay.
                    if Terminal.outputIsTerminal { progress.hide() }
                    let text = try output.json ? classification.json() : classification.text
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
