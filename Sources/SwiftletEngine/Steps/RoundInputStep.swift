import _SwiftletMicrokernelInterface

/// Rounds the program's input, which is float32 in every precision, to the elements of the input's map.
struct RoundInputStep: Step {
    let label = "round"
    private let input: MapLayout
    private let kernels: KernelSet

    /// - Parameter input: Dense, as every input of a program is.
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
