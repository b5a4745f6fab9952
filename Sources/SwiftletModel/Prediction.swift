import _SwiftletLibC

/// One class that a picture may show.
public struct Prediction: Hashable, Sendable, Codable {
    /// The class's index among the logits.
    public let index: Int
    public let label: String
    /// In 0…1. The probabilities of all classes sum to 1.
    public let probability: Double

    public init(index: Int, label: String, probability: Double) {
        self.index = index
        self.label = label
        self.probability = probability
    }
}

/// `exp(x) / Σ exp(x)`, in double precision, with the largest logit subtracted first. Nil unless every logit is finite.
package func softmax(_ logits: some Collection<Float>) -> [Double]? {
    guard let largest = logits.max(), logits.allSatisfy(\.isFinite) else { return nil }
    let exponentials = logits.map { exp(Double($0) - Double(largest)) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
}

/// The `count` most probable classes, the first of equals first. All classes if there are fewer.
package func mostProbable(_ probabilities: [Double], _ count: Int, labels: [String]) -> [Prediction] {
    let indices = probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
    return indices.prefix(count).map { index in
        Prediction(
            index: index, label: labels.indices.contains(index) ? labels[index] : "class \(index)",
            probability: probabilities[index])
    }
}
