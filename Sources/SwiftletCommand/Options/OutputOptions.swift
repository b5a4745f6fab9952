import ArgumentParser

/// Whether the output is for people or for programs.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false
}
