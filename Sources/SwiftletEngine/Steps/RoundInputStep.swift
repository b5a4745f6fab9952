import _SwiftletMicrokernelInterface

/// Rounds the program's float32 input to the element type of its map.
struct RoundInputStep: Step {
    let label = "round"
    private let input: MapLayout
    private let kernels: KernelSet

    /// - Parameter input: Dense, like every input of a program.
    init(_ input: MapLayout, kernels: KernelSet) {
        self.input = input
        self.kernels = kernels
    }

    var bytes: Int { 12 * input.count }

    func run(_ context: StepContext) {
        let share = context.share(of: input.count)
        var arguments = RoundingArguments(
            input: context.input + share.lowerBound, output: context.map(input, share.lowerBound),
            count: share.count)
        kernels.rounding(&arguments)
    }
}
