import ArgumentParser
import Swiftlet
import _System

/// Which weights: of a file, or published ones.
struct WeightsOptions: ParsableArguments {
    @Option(
        name: .customLong("weights"),
        help: ArgumentHelp("A .safetensors or .pth file; the embedded weights by default.", valueName: "file"))
    var file: PathArgument?

    @Flag(help: "Take published weights, downloading them once; see 'swiftlet pull --help'.")
    var pretrained = false

    @Option(
        name: .customLong("weights-id"),
        help: ArgumentHelp(
            "Which of the network's published weights; see 'swiftlet models --json'. With --weights, what the file holds.",
            valueName: "id"))
    var id: String?

    func validate() throws {
        guard file == nil || !pretrained else {
            throw ValidationError("--weights reads a file and --pretrained downloads one; give one of them")
        }
    }

    func load(_ network: String, _ configuration: EngineConfiguration) throws -> Model {
        guard pretrained else {
            return try Model(named: network, weights: file?.path, publishedAs: id, configuration: configuration)
        }
        var progress = DownloadProgress()
        defer { progress.hide() }
        return try Model(pretrained: network, weights: id, configuration: configuration) { progress.update($0, of: $1) }
    }

    /// The file to read, after downloading it if that is asked for; nil for the embedded weights, or none.
    func path(for published: WeightsEntry?, of network: CatalogueEntry) throws -> FilePath? {
        guard pretrained, let published else { return file?.path }
        var progress = DownloadProgress()
        defer { progress.hide() }
        return try published.source.fetch(for: network, from: Hub()) { progress.update($0, of: $1) }
    }
}
