import SwiftletTensors

/// The contents of a file of weights, and the choices made while reading it.
public struct Checkpoint: Sendable {
    public var weights: Weights

    /// The class names found beside the weights; nil if there are none.
    public var labels: [String]?

    /// Whether the weights are an exponential moving average (EMA) of the trained ones.
    public var isMovingAverage: Bool

    /// Sentences about what was chosen and what was left out, for standard error.
    public var notes: [String]

    /// Paths of keys to the parts of the file that were left out. A note names them too.
    public var leftOut: [String]

    public init(
        weights: Weights, labels: [String]? = nil, isMovingAverage: Bool = false, notes: [String] = [],
        leftOut: [String] = []
    ) {
        self.weights = weights
        self.labels = labels
        self.isMovingAverage = isMovingAverage
        self.notes = notes
        self.leftOut = leftOut
    }
}

/// Which weights to take from a file that holds more than one set.
public struct CheckpointOptions: Sendable, Hashable {
    /// Which weights to take if a checkpoint has an exponential moving average (EMA) of them.
    public enum MovingAverage: Sendable {
        /// The average if there is one.
        case automatic
        /// The average; a file without one is an error.
        case required
        /// The weights themselves; a file with only the average is an error.
        case never
    }

    public var movingAverage: MovingAverage = .automatic

    /// The dictionary inside the file, as its keys separated by dots; nil to search for it.
    public var key: String?

    public init(movingAverage: MovingAverage = .automatic, key: String? = nil) {
        self.movingAverage = movingAverage
        self.key = key
    }
}
