import ArgumentParser
import Swiftlet
import _SwiftletSystem

extension Command {
    struct Pull: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download published weights.",
            discussion: """
                Examples:
                  swiftlet pull mobilenet_v3_large
                  swiftlet pull mobilenet_v2 --weights-id timm.mobilenetv2_100.ra_in1k --json
                  swiftlet classify --model mobilenet_v3_large --pretrained photo.jpg

                Weights come from PyTorch's server and the Hugging Face Hub, are checked, and are kept where the Python \
                libraries keep theirs; what is there already is not asked for again. What breaks off is resumed by the \
                next attempt. By default they are the network's first that can be downloaded; 'swiftlet models --json' \
                lists all of them.

                Environment: HF_HOME and TORCH_HOME say where files are kept, HF_TOKEN opens private repositories, \
                HF_ENDPOINT and SWIFTLET_TORCH_ENDPOINT name mirrors, HF_HUB_OFFLINE=1 or SWIFTLET_OFFLINE=1 forbid the \
                network. The program 'curl' does the downloading; its proxy variables hold.
                """)

        @OptionGroup var networks: CatalogueArguments

        @Option(
            name: .customLong("weights-id"),
            help: ArgumentHelp("Which of the network's published weights.", valueName: "id"))
        var id: String?

        @OptionGroup var output: OutputOptions

        func validate() throws {
            if id != nil, networks.named.count > 1 {
                throw ValidationError("--weights-id is for one network, not for \(networks.named.count)")
            }
        }

        func run() throws {
            // Unknown names fail before any download.
            let chosen = try networks.named.map { name in
                let network = try NamedNetwork.entry(name)
                return (network, try choose(network))
            }
            let hub = Hub()
            for (network, weights) in chosen {
                let report = try Self.pull(network, weights, hub)
                try Terminal.print(output.json ? JSON.line(report) : report.text)
            }
        }

        private func choose(_ network: CatalogueEntry) throws -> WeightsEntry {
            if id != nil, let weights = try network.publishedWeights(id) { return weights }
            guard let weights = network.weights.first(where: { $0.source != .embedded }) else {
                throw CommandError("nobody published weights for \(network.name) that can be downloaded")
            }
            return weights
        }

        private static func pull(_ network: CatalogueEntry, _ weights: WeightsEntry, _ hub: Hub) throws -> Report {
            guard let file = weights.source.remoteFile else {
                throw CommandError("'\(weights.id)' of \(network.name) are part of this executable")
            }
            let isCached = try hub.cachedPath(of: file) != nil
            var progress = DownloadProgress()
            defer { progress.hide() }
            let path = try hub.fetch(file, atMost: weights.source.largestSize(for: network)) {
                progress.update($0, of: $1)
            }
            return Report(
                network: network.name, weights: weights.id, path: path.printable, bytes: Int(Files.size(path) ?? 0),
                downloaded: !isCached,
                licence: weights.licence, top1: weights.top1)
        }

        private struct Report: Encodable {
            let network: String
            /// The name of the published weights.
            let weights: String
            let path: String
            let bytes: Int
            /// Whether this call downloaded it.
            let downloaded: Bool
            let licence: String
            /// Published accuracy on ImageNet, in per cent.
            let top1: Double?

            var text: String {
                "\(network): \(weights), \(NumberText.bytes(bytes)), \(licence)"
                    + (top1.map { ", top-1 \(Format.fixed($0, 1)) %" } ?? "")
                    + (downloaded ? "" : ", here already") + "\n  \(path)"
            }
        }
    }
}
