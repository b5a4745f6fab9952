import SwiftletFormats
import SwiftletGraphs

extension Translator {
    /// Translates the node by its operator.
    func translateNode() throws(ONNXError) {
        switch node.type {
        case "Conv": try convolutionOperator()
        case "ConvTranspose": try transposedConvolutionOperator()
        case "Gemm": try gemmOperator()
        case "MatMul": try matmulOperator()
        case "BatchNormalization": try batchNormalizationOperator()
        case "LRN": try localResponseNormalizationOperator()

        case "Relu": try activation(.relu)
        case "Sigmoid": try activation(.sigmoid)
        case "Tanh": try activation(.tanh)
        case "HardSwish": try activation(.hardSwish)
        case "Clip": try clipOperator()
        case "Max", "Min": try extremumOperator()
        case "HardSigmoid": try hardSigmoidOperator()
        case "Gelu": try geluOperator()
        case "Swish": try swishOperator()
        case "LeakyRelu": try leakyReLUOperator()
        case "PRelu": try parametricReLUOperator()
        case "Softmax": try softmaxOperator()
        case "Dropout": try dropoutOperator()
        case "Identity": try identityOperator()

        case "Add": try addOperator()
        case "Sub": try subtractOperator()
        case "Mul": try multiplyOperator()
        case "Div": try divideOperator()
        case "Sum": try sumOperator()

        case "MaxPool": try maxPoolOperator()
        case "AveragePool": try averagePoolOperator()
        case "GlobalAveragePool": try globalAveragePoolOperator()
        case "GlobalMaxPool": try globalMaxPoolOperator()
        case "ReduceMean", "ReduceMax": try reduceOperator()

        case "Concat": try concatenateOperator()
        case "Split": try splitOperator()
        case "Slice": try sliceOperator()
        case "Gather": try gatherOperator()
        case "Pad": try padOperator()
        case "Tile": try tileOperator()
        case "Resize", "Upsample": try resizeOperator()

        case "Reshape": try reshapeOperator()
        case "Flatten": try flattenOperator()
        case "Squeeze": try squeezeOperator()
        case "Expand": try expandOperator()
        case "Unsqueeze": try unsqueezeOperator()
        case "Transpose": try transposeOperator()

        case "Constant": try constantOperator()
        case "ConstantOfShape": try constantOfShapeOperator()
        case "Shape": try shapeOperator()
        case "Size": try sizeOperator()
        case "Cast": try castOperator()
        case "CastLike": try castLikeOperator()
        case "Floor", "Ceil": try roundingOperator()

        case "If", "Loop", "Scan": throw error("has networks inside; unroll them when exporting")
        case "QuantizeLinear", "DequantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger",
            "DynamicQuantizeLinear":
            throw error("belongs to a quantised network; export it in floating point")
        default:
            let domain = quoted(node.proto.domain.isEmpty ? "ai.onnx" : node.proto.domain)
            throw error("this operator of \(domain), opset \(opset), has no counterpart in Swiftlet")
        }
    }

    /// Another name for a value. PyTorch's older exporter keeps equal tensors once, and names the others by identities.
    private func identityOperator() throws(ONNXError) {
        guard let name = node.input(0) else { throw error("lacks its input") }
        let constant = try constant(name)
        try defineAlias(name)
        if var constant, let output = node.proto.output.first {
            constant.name = output
            define(constant)
        }
    }

    private func dropoutOperator() throws(ONNXError) {
        if opset < 7, try node.integer("is_test", default: 0) == 0 {
            throw error("is in training mode: its is_test is 0")
        }
        if let mask = node.proto.output.dropFirst().first, !mask.isEmpty {
            symbols[mask] = .failure(error("gives the mask of kept elements, which is not supported"))
        }
        if let training = try constantInput(2, "training_mode"), training.scalar != 0 {
            throw error("is in training mode")
        }
        var ratio = try node.float("ratio", default: 0.5)
        if let constant = try constantInput(1, "ratio") { ratio = constant.scalar ?? .nan }
        guard (0...1).contains(ratio) else { throw error("has the ratio \(ratio)") }
        try elementwise(.dropout(rate: ratio), of: try viewInput(0))
    }

    private func softmaxOperator() throws(ONNXError) {
        let view = try viewInput(0)
        let rank = view.extents.count
        let axis = try axes([try node.integer("axis", default: opset < 13 ? 1 : -1)], rank: rank)[0]
        let x = try arranged(view)
        // Up to opset 12, the axis and all axes after it count as one.
        guard x.axes[axis] == 1, opset >= 13 || view.extents.dropFirst(axis + 1).allSatisfy({ $0 == 1 }) else {
            throw error("normalises over axis \(axis) of \(list(view.extents)); only channels are supported")
        }
        define(try emit(.softmax, [x.value]), like: x)
    }
}
