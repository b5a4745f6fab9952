import ArgumentParser
import Swiftlet

extension Command {
    struct Experiment: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a paper's claim against this machine.",
            discussion: """
                Examples:
                  swiftlet experiment
                  swiftlet experiment g1 --threads 1 --html g1.html
                  swiftlet experiment all --no-measure --json

                Prints the paper's table beside what is counted here and what this engine takes; without a name, lists the \
                experiments. 'all' runs every one. --no-measure leaves out what has to be timed.
                """)

        @Argument(help: ArgumentHelp("The experiment, or 'all'.", valueName: "name"), completion: .experiments)
        var name: String?

        @Flag(help: "List the experiments.")
        var list = false

        @Flag(inversion: .prefixedNo, help: "Time the networks, or only count.")
        var measure = true

        @OptionGroup var threads: ThreadOptions

        @Option(help: ArgumentHelp("Write a page with tables and pictures.", valueName: "file"))
        var html: PathArgument?

        @Option(help: ArgumentHelp("Write every picture as a file of its own.", valueName: "folder"))
        var svg: PathArgument?

        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard name == nil || !list else {
                throw ValidationError("--list names every experiment; leave '\(name ?? "")' out")
            }
        }

        func run() throws {
            guard let name, !list else { return try printList() }
            try OutputPaths.check(html, folder: svg)
            let experiments = name == "all" ? Swiftlet.Experiment.all : [try Swiftlet.Experiment.named(name)]
            var reports: [ExperimentReport] = []
            var progress = ProgressBar(total: experiments.count, unit: "experiments")
            for experiment in experiments {
                progress.advance(by: 0, redraw: true)
                let report = try experiment.run(threads: threads.threads, measures: measure)
                progress.hide()
                try Terminal.print(output.json ? JSON.line(ExperimentJSON(report)) : ExperimentTable(report).text)
                progress.advance(by: 1, redraw: false)
                reports.append(report)
            }
            progress.hide()
            if let html { try TextFile.write(HTMLReport.experiments(reports), to: html.path) }
            if let svg {
                for report in reports {
                    try ChartFolder(svg.path).write(
                        report.charts.enumerated().map { number, chart in
                            ("\(report.experiment.name)-\(number + 1)", chart)
                        })
                }
            }
        }

        private func printList() throws {
            guard html == nil, svg == nil else {
                let option = html == nil ? "--svg" : "--html"
                throw CommandError("\(option) shows an experiment, and none is named; give a name, or 'all'")
            }
            let experiments = Swiftlet.Experiment.all
            guard !output.json else {
                return try Terminal.print(JSON.line(experiments.map(ExperimentJSON.Heading.init)))
            }
            var table = Table(rows: experiments.count)
            table.add("name", rank: 0, experiments.map(\.name))
            table.add("what", rank: 1, experiments.map(\.title))
            table.add("paper", rank: 2, experiments.map { String($0.source.paper.prefix { $0 != "," }) })
            table.add("where", rank: 3, experiments.map(\.source.place))
            try Terminal.print(table.text())
        }
    }
}
