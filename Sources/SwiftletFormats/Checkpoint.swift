import SwiftletTensors

/// What a file of weights holds, and what was decided when it was read.
public struct Checkpoint: Sendable {
    public var weights: Weights

    /// Class names found beside the weights; nil if there are none.
    public var labels: [String]?

    /// Whether the weights are an exponential moving average (EMA) of the training's.
    public var isMovingAverage: Bool

    /// What was chosen and what was left out, a sentence each, for standard error.
    public var notes: [String]

    /// What the file holds besides, by the keys that lead there; each has its place in a note too.
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

/// What to take from a file that holds more than one set of weights.
public struct CheckpointOptions: Sendable, Hashable {
    /// Which weights to take where a checkpoint has an exponential moving average (EMA) of them.
    public enum MovingAverage: Sendable {
        /// The average if there is one.
        case automatic
        /// The average; a file without one is an error.
        case required
        /// The weights themselves; a file that has only the average is an error.
        case never
    }

    public var movingAverage: MovingAverage = .automatic

    /// Which dictionary inside the file, dots between the keys; by default it is searched.
    public var key: String?

    public init(movingAverage: MovingAverage = .automatic, key: String? = nil) {
        self.movingAverage = movingAverage
        self.key = key
    }
}
