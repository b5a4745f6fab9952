import SwiftletModel
import SwiftletModelZoo

extension Comparison.Network {
    /// A network of the catalogue, with the accuracy published for the complexity's input size. An accuracy at another
    /// size is left out.
    public init(_ entry: CatalogueEntry, complexity: Complexity, timing: NetworkTiming? = nil) {
        let sides = Set(complexity.input.extents.suffix(2))
        let published = sides.count == 1 ? sides.first.map { entry.accuracies(side: $0) } ?? [] : []
        let plain = published.first { $0.recipe == .plain }
        self.init(
            entry.name, family: entry.family, top1: published.first?.top1, recipe: published.first?.recipe ?? .plain,
            plainTop1: published.first?.recipe == .modern ? plain?.top1 : nil, complexity: complexity, timing: timing)
    }

    /// Whether pictures always name it: the embedded network, and the usual reference.
    var isLandmark: Bool { name == Embedded.network || name == "mobilenet_v2" }
}
