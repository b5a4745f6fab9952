extension ONNXFile: CustomStringConvertible {
    /// The graph's description: `resnet18: 1 input, 69 nodes, 11684712 parameters, 1814073344 MACs`.
    public var description: String { graph.description }
}
