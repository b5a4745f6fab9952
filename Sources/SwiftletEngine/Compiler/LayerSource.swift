/// A layer of the graph that a step computes.
struct LayerSource: Hashable, Sendable {
    /// Index into the graph's nodes; nil for a layer that the engine adds itself, such as a copy with padding.
    let node: Int?
    /// The layer's path, or its operation's name where it has none.
    let path: String
}
