import ArgumentParser
import Swiftlet
import _SwiftletSystem

/// Finds out what the user meant by a name in the wrong place.
enum MistakenName {
    /// The network that an argument names, if no file has that name.
    static func network(_ argument: PathArgument) -> String? {
        guard !Files.exists(argument.path) else { return nil }
        return network(called: argument.text)
    }

    /// The network of that name, ignoring case.
    private static func network(called name: String) -> String? {
        let letters = name.lowercased()
        return Catalogue.entries.first { $0.name.lowercased() == letters }?.name
    }

    /// - Throws: `ValidationError` if the first argument is not a command. The message suggests one.
    static func checkCommand(_ arguments: [String]) throws {
        guard let first = arguments.first, !first.isEmpty, !first.hasPrefix("-"), first != "help",
            !commands.contains(first)
        else { return }
        let words = arguments.map { printable(path: ArgumentBytes.decoded($0)) }
        let name = words[0]
        if let network = network(called: name) {
            throw ValidationError(
                "\(name) is a network, not a command: swiftlet classify --model \(network) photo.jpg")
        }
        if isPictures(first) {
            throw ValidationError(
                "\(name) is not a command: " + Shell.line(["swiftlet", "classify"] + words))
        }
        let near = Catalogue.suggestions(for: name, in: commands)
        let hint = near.isEmpty ? "there are \(commands.joined(separator: ", "))" : "did you mean '\(near[0])'?"
        throw ValidationError("there is no command '\(name)'; \(hint)")
    }

    private static var commands: [String] {
        Command.configuration.subcommands.map { $0._commandName }
    }

    private static func isPictures(_ argument: String) -> Bool {
        guard let path = FilePath(bytes: ArgumentBytes.decoded(argument)) else { return false }
        return ImageFiles.isImageName(argument) || (Files.exists(path) && !Files.isFile(path))
    }
}

/// Command lines to paste.
enum Shell {
    /// The words, quoted if the shell needs it.
    static func line(_ words: [String]) -> String {
        words.map { word in
            let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
            return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}
