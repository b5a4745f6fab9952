import SwiftletGraphs

extension Value {
    /// Batch norm and PReLU, the members `bn` and `act` of module `name`.
    func normPReLU(_ name: String, _ style: NetworkStyle) -> Value {
        scope(name) { $0.batchNorm("bn", epsilon: style.epsilon).prelu("act") }
    }

    /// Convolution without bias, batch norm and, unless linear, PReLU: the members `conv`, `bn` and `act` of module `name`.
    func convNormPReLU(
        _ name: String, _ outputs: Int, kernel: Size, stride: Size = 1, groups: Int = 1, isLinear: Bool = false,
        _ style: NetworkStyle
    ) -> Value {
        let x = convNorm(
            .members(name), outputs, kernel: kernel, stride: stride, groups: groups, activation: nil, style)
        return isLinear ? x : x.prelu(name + ".act")
    }

    /// Halves a map, or the picture itself, `times` times: by average pools of 3×3 with stride 2.
    func halved(times: Int = 1) -> Value {
        (0..<times).reduce(self) { x, _ in x.averagePool(3, stride: 2, padding: 1) }
    }
}
