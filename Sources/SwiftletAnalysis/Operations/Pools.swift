import SwiftletGraphs
import SwiftletTensors

extension Operation.MaxPool: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .pooling }

    func elementwiseOperations(_ shapes: NodeShapes) -> Int {
        .saturatingProduct(pool.window.kernel.area - 1, shapes.output.count)
    }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField {
        inputs.field.sliding(pool.window, over: inputs.input)
    }
    var slidingWindow: Window? { pool.window }
}

extension Operation.AveragePool: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .pooling }

    func elementwiseOperations(_ shapes: NodeShapes) -> Int {
        .saturatingProduct(pool.window.kernel.area, shapes.output.count)
    }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField {
        inputs.field.sliding(pool.window, over: inputs.input)
    }
    var slidingWindow: Window? { pool.window }
}

extension Operation.AdaptivePool: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .pooling }

    func elementwiseOperations(_ shapes: NodeShapes) -> Int {
        let input = shapes.input
        return .saturatingProduct(
            input.batch, input.channels, coverage(of: input.height, by: size.height),
            coverage(of: input.width, by: size.width))
    }

    /// The sum of the cells' lengths along one axis, in pixels. Cells may overlap.
    private func coverage(of extent: Int, by cells: Int) -> Int {
        // Cell i is ⌊i·extent/cells⌋ ..< ⌈(i+1)·extent/cells⌉. Each boundary that is not a whole number adds one pixel.
        guard extent % cells != 0 else { return extent }
        var (a, b) = (extent, cells)
        while b != 0 { (a, b) = (b, a % b) }
        return extent + cells - a
    }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField {
        let (field, input) = (inputs.field, inputs.input)
        if isGlobal { return field.collapsed(over: input) }
        // The largest cell. On average the step equals the cell's length.
        func cell(_ extent: Int, _ cells: Int) -> Int {
            min(extent, (extent + cells - 1) / cells + (extent % cells == 0 ? 0 : 1))
        }
        return field.sliding(
            Size(cell(input.height, size.height), cell(input.width, size.width)),
            verticalStep: Double(input.height) / Double(size.height),
            horizontalStep: Double(input.width) / Double(size.width))
    }

}
