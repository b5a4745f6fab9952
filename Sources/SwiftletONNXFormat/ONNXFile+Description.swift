extension ONNXFile: CustomStringConvertible {
    /// As the graph's: `resnet18: 1 input, 69 nodes, 11684712 parameters, 1814073344 MACs`.
    public var description: String { graph.description }
}
