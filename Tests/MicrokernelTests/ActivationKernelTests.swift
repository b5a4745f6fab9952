import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// The element-wise functions: their accuracy, and their special values.
@Suite struct ActivationKernelTests {
    @Test(arguments: KernelCase.all)
    func exponentialsStayAccurateAndFinite(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        let inputs: [Float] = (-2000...2000).map { Float($0) / 20 } + [1e30, -1e30, .infinity, -.infinity, 0, -0]
        for (function, exact): (ActivationArguments.Function, (Double) -> Double) in [
            (.sigmoid, { 1 / (1 + Self.exp(-$0)) }), (.tanh, { 2 / (1 + Self.exp(-2 * $0)) - 1 }),
        ] {
            let output = kernels.map([Float](repeating: 0, count: inputs.count + 16))
            let padded = kernels.map(inputs + [Float](repeating: 0, count: 16))
            var arguments = ActivationArguments(
                function: function, input: padded.pointer, inputStride: inputs.count, output: output.pointer,
                outputStride: inputs.count, pixels: 1, channels: inputs.count)
            kernels.activation(&arguments)
            withExtendedLifetime(padded) {}
            for index in inputs.indices {
                let (x, y) = (padded[index], output[index])
                let tolerance = kernels.element == .float32 ? 4e-7 : 1.0 / 512
                #expect(abs(Double(y) - exact(Double(x))) < tolerance, "\(function) of \(x) is \(y)")
            }
        }
    }

    /// e^x by its series, so that an emulated run needs only arithmetic.
    private static func exp(_ x: Double) -> Double {
        if x > 700 { return .infinity }
        if x < -700 { return 0 }
        let n = (x / 0.6931471805599453).rounded()
        let r = x - n * 0.6931471805599453
        var term = 1.0
        var sum = 1.0
        for k in 1...20 {
            term *= r / Double(k)
            sum += term
        }
        return sum * Double(sign: .plus, exponent: Int(n), significand: 1)
    }

    /// A NaN stays a NaN. Otherwise a broken weight would go unseen.
    @Test(arguments: KernelCase.all)
    func clampsKeepNaN(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        let input = kernels.map([Float](repeating: .nan, count: 32))
        let output = kernels.map([Float](repeating: 0, count: 32))
        var arguments = ActivationArguments(
            function: .clamp, input: input.pointer, inputStride: 16, output: output.pointer, outputStride: 16,
            pixels: 1, channels: 16, minimum: 0, maximum: 6)
        kernels.activation(&arguments)
        withExtendedLifetime(input) {}
        let kept = (0..<16).count { output[$0].isNaN }
        #expect(kept == 16)
    }
}
