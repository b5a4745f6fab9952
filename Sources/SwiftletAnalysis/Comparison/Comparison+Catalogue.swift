import SwiftletModel
import SwiftletModelZoo

extension Comparison.Network {
    /// A network of the catalogue, with the accuracy that was published for pictures of the complexity's input size: an
    /// accuracy at another size says nothing about this one.
    public init(_ entry: CatalogueEntry, complexity: Complexity, timing: NetworkTiming? = nil) {
        let sides = Set(complexity.input.extents.suffix(2))
        let published = sides.count == 1 ? sides.first.map { entry.accuracies(side: $0) } ?? [] : []
        let plain = published.first { $0.recipe == .plain }
        self.init(
            entry.name, family: entry.family, top1: published.first?.top1, recipe: published.first?.recipe ?? .plain,
            plainTop1: published.first?.recipe == .modern ? plain?.top1 : nil, complexity: complexity, timing: timing)
    }

    /// Whether pictures always name it: the network that is in the executable, and the one that all others are held
    /// against.
    var isLandmark: Bool { name == Embedded.network || name == "mobilenet_v2" }
}
