import ArgumentParser
import Swiftlet

extension CompletionKind {
    /// The networks of the catalogue.
    static var networks: CompletionKind { .list(Catalogue.entries.map(\.name)) }

    /// The networks of the catalogue, and the ONNX files and folders that begin with the word.
    ///
    /// File names are quoted for bash. Bash expands every offered word, and a file called `$(reboot).onnx` must not run
    /// anything.
    static var networksAndFiles: CompletionKind {
        let names = "printf '%s\\n' " + Catalogue.entries.map(\.name).joined(separator: " ")
        switch CompletionShell.requesting {
        case CompletionShell.bash?:
            let files = "compgen -o plusdirs -fX '!*.onnx' -- \"${cur}\""
            return .shellCommand(
                names + "; " + files + " | while IFS= read -r file; do printf '%q\\n' \"${file}\"; done")
        case CompletionShell.zsh?:
            return .shellCommand(names + "; print -rl -- ${PREFIX}*.onnx(N) ${PREFIX}*(N-/)")
        case CompletionShell.fish?:
            return .shellCommand(names + "; __fish_complete_suffix .onnx")
        default:
            return .networks
        }
    }

    /// The experiments, and `all`.
    static var experiments: CompletionKind { .list(Experiment.all.map(\.name) + ["all"]) }

    /// The families of the catalogue.
    static var families: CompletionKind {
        var seen: Set<String> = []
        return .list(Catalogue.entries.map(\.family).filter { seen.insert($0).inserted })
    }
}
