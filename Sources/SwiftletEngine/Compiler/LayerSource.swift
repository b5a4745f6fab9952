/// A layer of the graph that a step computes.
struct LayerSource: Hashable, Sendable {
    /// Index into the graph's nodes; nil for a layer that the engine adds, for example a padded copy.
    let node: Int?
    /// The layer's path, or its operation's name if the path is empty.
    let path: String
}
