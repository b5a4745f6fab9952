import _SwiftletMicrokernelInterface

/// Rounds the program's input, which is float32 whatever the precision, to elements of the arena.
struct RoundInputStep: Step {
    let label = "round"
    let sources = ["input"]
    private let input: MapLayout
    private let kernels: KernelSet

    /// - Parameter input: Dense, as every input of a program is.
    init(_ input: MapLayout, kernels: KernelSet) {
        self.input = input
        self.kernels = kernels
    }

    private var count: Int { input.pixels * input.channels }

    var bytes: Int { 12 * count }

    func run(_ context: StepContext) {
        let share = context.share(of: count)
        var arguments = RoundingArguments(
            input: context.input + share.lowerBound, output: context.write(input.offset + share.lowerBound),
            count: share.count)
        kernels.rounding(&arguments)
    }
}
