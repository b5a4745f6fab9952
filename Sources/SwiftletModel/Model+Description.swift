extension Model: CustomStringConvertible {
    /// `tf_efficientnet_lite0: 224×224 pixels, 1000 classes, 4652008 parameters`
    public var description: String {
        "\(name): \(preprocessing.cropHeight)×\(preprocessing.cropWidth) pixels, \(classCount) classes, "
            + "\(graph.parameterCount) parameters"
    }
}

extension PreparedImage: CustomStringConvertible {
    /// `50176 prepared pixels`
    public var description: String { "\(pixels.count / 3) prepared pixels" }
}

extension Prediction: CustomStringConvertible {
    /// `espresso 0.98`
    public var description: String { "\(label) \((probability * 1e4).rounded() / 1e4)" }
}
