extension Graph {
    /// The same network with other paths for its nodes; parameters keep their keys.
    /// - Precondition: there is one path for each node.
    package func withPaths(_ paths: [String]) -> Graph {
        precondition(paths.count == nodes.count)
        var result = self
        for (i, path) in paths.enumerated() { result.nodes[i].path = path }
        return result
    }
}
