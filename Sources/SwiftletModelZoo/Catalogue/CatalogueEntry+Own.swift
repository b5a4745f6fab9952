import SwiftletGraphs

extension CatalogueEntry {
    /// A network of your own, for ``Catalogue/register(_:)``.
    ///
    /// Its parameters and MACs are counted in the graph that the architecture builds without options.
    /// - Parameters:
    ///   - family: By default `name`.
    ///   - weights: Published weights, the best first. They bring preprocessing, padding and ε.
    /// - Throws: `GraphError` for the first layer that cannot be built.
    public init(
        _ name: String, _ architecture: any Architecture, family: String? = nil, paper: Paper? = nil,
        weights: [WeightsEntry] = []
    ) throws(GraphError) {
        let graph = try architecture.graph(name: name)
        self.init(
            name: name, family: family ?? name, paper: paper, architecture: architecture,
            parameters: graph.parameterCount, macs: graph.macs, weights: weights)
    }

    /// A network of your own without options, written in a closure. It gets the picture, `[batch, channels, height, width]`,
    /// and the number of classes, padding and ε that a caller or the weights ask for.
    ///
    /// ```swift
    /// let entry = try CatalogueEntry("tiny", input: InputSize(32), classes: 10) { image, style in
    ///     let features = image.conv("stem", 16, kernel: 3, stride: 2).relu().globalAveragePool().flatten()
    ///     return NetworkValues(logits: features.linear("classifier", style.classes), embedding: features)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - input: The input's extents unless a caller asks for others.
    ///   - classes: The number of classes unless a caller asks for another.
    /// - Throws: `GraphError` for the first layer that cannot be built.
    public init(
        _ name: String, input: InputSize = InputSize(224), classes: Int = 1000, family: String? = nil,
        paper: Paper? = nil, weights: [WeightsEntry] = [],
        layers: @escaping @Sendable (Value, NetworkStyle) -> NetworkValues
    ) throws(GraphError) {
        try self.init(
            name, ClosureArchitecture(input: input, classes: classes, body: layers), family: family, paper: paper,
            weights: weights)
    }
}

private struct ClosureArchitecture: Architecture {
    let input: InputSize
    let classes: Int
    let body: @Sendable (Value, NetworkStyle) -> NetworkValues

    func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues { body(image, style) }
}
