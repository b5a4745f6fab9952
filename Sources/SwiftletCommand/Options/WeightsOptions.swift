import ArgumentParser
import Swiftlet
import _SwiftletSystem

/// The choice of weights: a file, or published ones.
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
            """
            Which of the network's published weights; see 'swiftlet models --json'. With --weights, what the file holds: by \
            default what its SHA-256 says, else what the names of its keys say.
            """, valueName: "id"))
    var id: String?

    @OptionGroup var selection: CheckpointArguments

    @Option(
        help: ArgumentHelp(
            "What the network's keys begin with in a file that holds several, as in 'student.'.", valueName: "text"))
    var prefix: String?

    @Flag(help: "List every key of weights that do not fit.")
    var verbose = false

    func validate() throws {
        guard file == nil || !pretrained else {
            throw ValidationError("--weights reads a file and --pretrained downloads one; give one of them")
        }
        guard file != nil || (selection.isEmpty && prefix == nil) else {
            throw ValidationError(
                "--ema, --no-ema, --key and --prefix say what to read from a file; give that with --weights")
        }
    }

    /// Reads the weights. A note tells what was decided without the user.
    /// - Parameter read: Fits a network to the chosen weights.
    func fit<Fitted>(
        _ network: CatalogueEntry, labels: [String]? = nil,
        _ read: (WeightsChoice) throws(ModelError) -> (Fitted, Provenance)
    ) throws -> Fitted {
        do throws(ModelError) {
            let (fitted, provenance) = try read(choice(for: network, labels: labels))
            tell(provenance, of: network)
            return fitted
        } catch .weights(let mismatch) {
            let listing = mismatch.listing(atMost: verbose ? .max : 10, hint: "; --verbose lists all")
            guard mismatch.prefixes.isEmpty else { throw CommandError(listing + "; --prefix says which to take") }
            throw UnfitWeights(description: listing)
        } catch {
            throw error
        }
    }

    private func choice(for network: CatalogueEntry, labels: [String]?) throws(ModelError) -> WeightsChoice {
        var choice = WeightsChoice(try origin(for: network))
        choice.id = id
        choice.labels = labels
        choice.prefix = prefix
        choice.checkpoint = selection.options
        return choice
    }

    /// The place of the weights, downloaded if the user asks for it.
    private func origin(for network: CatalogueEntry) throws(ModelError) -> WeightsChoice.Origin {
        if let file { return .file(file.path) }
        guard pretrained, let published = try network.publishedWeights(id) else { return .embedded }
        var progress = DownloadProgress()
        defer { progress.hide() }
        let path = try published.source.fetch(for: network, from: Hub()) { progress.update($0, of: $1) }
        return path.map { .download(published, $0) } ?? .embedded
    }

    private func tell(_ provenance: Provenance, of network: CatalogueEntry) {
        let source = printable(provenance.file ?? network.name)
        for note in provenance.notes { Terminal.note("\(source): \(printable(note))\n") }
        guard provenance.isInferred else { return }
        let others = network.weights.map(\.id).filter { $0 != provenance.id && $0 != "embedded" }
        let isCertain = provenance.identification == .sha256 || provenance.identification == .metadata
        let hint = isCertain || others.isEmpty ? "" : "; --weights-id takes others: \(others.joined(separator: ", "))"
        Terminal.note("\(printable(provenance.summary + hint))\n")
    }
}
