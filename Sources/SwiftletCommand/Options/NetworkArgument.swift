import ArgumentParser
import Swiftlet

/// The network of a command: `bench mobilenet_v2` and `bench --model mobilenet_v2` mean the same.
struct NetworkArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The network, see 'swiftlet models'; or an ONNX file (.onnx).", valueName: "name|file"),
        completion: .networksAndFiles)
    var positional: PathArgument?

    @Option(
        name: .customLong("model"), help: ArgumentHelp("The network, as an option.", valueName: "name|file"),
        completion: .networksAndFiles)
    var option: PathArgument?

    /// Nil if the command line does not name one.
    var named: PathArgument? { positional ?? option }

    func validate() throws {
        guard let positional, let option, positional.path != option.path else { return }
        throw ValidationError(
            "'\(positional.text)' and --model '\(option.text)' are two networks; this command takes one of them")
    }

    /// - Throws: `ValidationError` if the command line does not name one.
    func required() throws -> PathArgument {
        guard let named else {
            throw ValidationError("no network is named; give one that 'swiftlet models' lists, or an ONNX file (.onnx)")
        }
        return named
    }
}

/// The networks of a command. Both forms may be mixed: `compare mobilenet_v2 --model resnet18`.
struct NetworkArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The networks, see 'swiftlet models'; or ONNX files (.onnx).", valueName: "name|file"),
        completion: .networksAndFiles)
    var positional: [PathArgument] = []

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp("A network, as an option; may be repeated.", valueName: "name|file"),
        completion: .networksAndFiles)
    var options: [PathArgument] = []

    /// Each network once, in the order of the command line.
    var named: [PathArgument] { PathArgument.unique(positional + options) }
}

/// A command's networks of the catalogue. Both forms may be mixed.
struct CatalogueArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The networks, see 'swiftlet models'.", valueName: "name"), completion: .networks)
    var positional: [PathArgument] = []

    @Option(
        name: .customLong("model"), help: ArgumentHelp("A network, as an option; may be repeated.", valueName: "name"),
        completion: .networks)
    var options: [PathArgument] = []

    /// Each network once, in the order of the command line.
    var named: [PathArgument] { PathArgument.unique(positional + options) }

    func validate() throws {
        guard !named.isEmpty else {
            throw ValidationError("no network is named; give one that 'swiftlet models' lists")
        }
    }
}

extension PathArgument {
    fileprivate static func unique(_ arguments: [PathArgument]) -> [PathArgument] {
        var seen: Set<FilePath> = []
        return arguments.filter { seen.insert($0.path).inserted }
    }
}
