extension Program: CustomStringConvertible {
    /// `mobilenet_v2: 1×3×224×224, 40 steps, 2 threads, avx512, float32`
    public var description: String {
        "\(name): \(inputShape), \(steps.count) steps, \(threads) thread\(threads == 1 ? "" : "s"), "
            + "\(instructionSet.rawValue), \(precision.rawValue)"
    }
}
