import SwiftletTensors

/// How a pool slides over a map.
public struct Pool: Hashable, Sendable {
    public var window: Window
    /// Rounds the output's extents up, so that a window may reach beyond the map and its padding. A window that would
    /// start beyond the left padding and the map is dropped.
    public var ceilMode: Bool
    /// Whether an average divides by the padded window's area, as PyTorch does unless told otherwise, or by the number of
    /// the map's pixels in the window.
    public var countsPadding: Bool

    public init(window: Window, ceilMode: Bool = false, countsPadding: Bool = true) {
        self.window = window
        self.ceilMode = ceilMode
        self.countsPadding = countsPadding
    }

    fileprivate func outputShape(_ input: Shape) throws(TypeMismatch) -> Shape {
        let x = try input.asMap()
        return try x.withSize(window.output(of: x, ceil: ceilMode))
    }

    fileprivate var options: [String] { window.options + (ceilMode ? ["ceil"] : []) }
}

extension Operation {
    /// The maximum of a window.
    package struct MaxPool: OperationDefinition {
        package let pool: Pool

        package init(pool: Pool) { self.pool = pool }

        package var name: String { "max pool" }
        package var options: [String] { pool.options }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .kept }
        package var mapScale: MapScale { .reduced(by: pool.window.stride) }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["MaxPool"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { try pool.outputShape(inputs[0]) }
        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }

    /// The mean of a window.
    package struct AveragePool: OperationDefinition {
        package let pool: Pool

        package init(pool: Pool) { self.pool = pool }

        package var name: String { "average pool" }
        package var options: [String] {
            pool.options + (pool.countsPadding || pool.window.padding == .none ? [] : ["padding not counted"])
        }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .computed }
        package var mapScale: MapScale { .reduced(by: pool.window.stride) }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["AveragePool"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { try pool.outputShape(inputs[0]) }
        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    /// The stride is the kernel unless given, as in PyTorch.
    public func maxPool(_ kernel: Size, stride: Size? = nil, padding: Padding = .none, ceilMode: Bool = false) -> Value
    {
        appending(
            .maxPool(
                Pool(window: Window(kernel: kernel, stride: stride ?? kernel, padding: padding), ceilMode: ceilMode)))
    }

    /// The stride is the kernel unless given; the padding counts unless told otherwise, as in PyTorch.
    public func averagePool(
        _ kernel: Size, stride: Size? = nil, padding: Padding = .none, ceilMode: Bool = false,
        countsPadding: Bool = true
    ) -> Value {
        appending(
            .averagePool(
                Pool(
                    window: Window(kernel: kernel, stride: stride ?? kernel, padding: padding), ceilMode: ceilMode,
                    countsPadding: countsPadding)))
    }
}
