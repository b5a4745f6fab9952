import SwiftletGraphs
import SwiftletONNXFormat
import SwiftletTensors
import Testing

/// Single operators: their counterparts, and those without any.
@Suite struct OperatorTests {
    static func graph(
        _ nodes: [[UInt8]], _ tensors: [[UInt8]] = [], input: [Int?] = [1, 6, 8, 8], opset: Int = 17
    ) -> [UInt8] {
        Proto.model(nodes: nodes, tensors: tensors, inputs: [Proto.info("x", input)], opset: opset)
    }

    static func one(
        _ type: String, _ inputs: [String] = ["x"], _ attributes: [[UInt8]] = [], _ tensors: [[UInt8]] = [],
        opset: Int = 17
    ) -> [UInt8] {
        // The identity reads the input even if the operator does not.
        graph(
            [Proto.node(type, inputs, ["y"], name: "n", attributes: attributes), Proto.node("Identity", ["x"], ["z"])],
            tensors, opset: opset)
    }

    func operations(_ bytes: [UInt8]) throws -> [SwiftletGraphs.Operation] {
        try read(bytes).graph.nodes.map(\.operation)
    }

    @Test func activations() throws {
        let bounds = [Proto.scalar("zero", 0), Proto.scalar("six", 6)]
        let cases: [([UInt8], Activation)] = [
            (Self.one("Clip", ["x", "zero", "six"], [], bounds), .relu6),
            (Self.one("Clip", ["x", "zero"], [], bounds), .relu),
            (
                Self.one(
                    "Clip", ["x"], [Proto.attribute("min", 0 as Float), Proto.attribute("max", 6 as Float)], opset: 6),
                .relu6
            ),
            (
                Self.one(
                    "Clip", ["x"],
                    [Proto.attribute("min", 0 as Float), Proto.attribute("max", Float.greatestFiniteMagnitude)],
                    opset: 6), .relu
            ),
            (Self.one("Max", ["zero", "x"], [], bounds), .relu),
            (Self.one("HardSigmoid", ["x"], [Proto.attribute("alpha", 1 / 6 as Float)]), .hardSigmoid),
            (Self.one("LeakyRelu", ["x"], [Proto.attribute("alpha", 0.1 as Float)]), .leakyReLU(slope: 0.1)),
            (Self.one("Gelu"), .gelu), (Self.one("HardSwish"), .hardSwish), (Self.one("Tanh"), .tanh),
            (Self.graph([Proto.node("Sigmoid", ["x"], ["s"]), Proto.node("Mul", ["s", "x"], ["y"])]), .silu),
        ]
        for (bytes, expected) in cases { #expect(try operations(bytes) == [.activation(expected)]) }
    }

    /// The inner nodes of an idiom stay if another node reads them.
    @Test func innerNodesStayIfTheyAreRead() throws {
        let bytes = Self.graph([
            Proto.node("Sigmoid", ["x"], ["s"]), Proto.node("Mul", ["x", "s"], ["m"]),
            Proto.node("Add", ["m", "s"], ["y"]),
        ])
        #expect(try operations(bytes) == [.activation(.sigmoid), .activation(.silu), .add])
    }

    /// A constant addend is a bias, unless something else needs the convolution without it.
    @Test func biases() throws {
        let tensors = [
            Proto.tensor("w", [4, 6, 1, 1]), Proto.tensor("b", [4, 1, 1], raw: [UInt8](repeating: 1, count: 16)),
        ]
        let sum = [
            Proto.node("Conv", ["x", "w"], ["c"], name: "net/conv/Conv2D"), Proto.node("Add", ["c", "b"], ["s"]),
        ]
        let file = try read(Self.graph(sum + [Proto.node("Relu", ["s"], ["y"])], tensors))
        #expect(Array(file.weights.paths) == ["net.conv.weight", "net.conv.bias"])
        #expect(file.graph.nodes.count == 2)
        let twice = try operations(Self.graph(sum + [Proto.node("Add", ["s", "c"], ["y"])], tensors))
        #expect(twice.map(\.name) == ["convolution", "batch norm", "add"])
    }

    /// 1.5 in every floating-point type, as bytes and in the typed fields.
    @Test func elementTypes() throws {
        let half = 0x3E00, brain = 0x3FC0
        let cases: [(ScalarType, [UInt8])] = [
            (.float32, Proto.field(2, 1) + Proto.field(4, 1.5 as Float)),
            (.float64, Proto.field(2, 11) + Proto.field(9, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F])),
            (.float64, Proto.field(2, 11) + Proto.field(10, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F])),
            (.float16, Proto.field(2, 10) + Proto.field(5, half)),
            (.float16, Proto.field(2, 10) + Proto.field(9, [0, 0x3E])),
            (.bfloat16, Proto.field(2, 16) + Proto.field(5, brain)),
            (.bfloat16, Proto.field(2, 16) + Proto.field(9, [0xC0, 0x3F])),
        ]
        for (type, content) in cases {
            let kernel = Proto.field(8, "w") + [1, 6, 1, 1].flatMap { Proto.field(1, $0) }
            let one = Proto.field(8, "w") + [1, 1, 1, 1].flatMap { Proto.field(1, $0) } + content
            let node = Proto.node("Conv", ["x", "w"], ["y"], name: "net/conv/Conv")
            let file = try read(
                Proto.model(nodes: [node], tensors: [one], inputs: [Proto.info("x", [1, 1, 8, 8])]))
            let weight = try #require(file.weights["net.conv.weight"])
            #expect(weight.scalarType == type && weight.floats() == [1.5])
            expectRefusal(Self.graph([node], [kernel + content]), "of its shape 1×6×1×1")
        }
        expectRefusal(
            Self.graph(
                [Proto.node("Conv", ["x", "w"], ["y"])],
                [Proto.field(8, "w") + Proto.field(1, 1) + Proto.field(2, 10) + Proto.field(5, 1 << 20)]),
            "range of float16")
    }

    @Test func outputs() throws {
        let nodes = [Proto.node("Relu", ["x"], ["a"]), Proto.node("Tanh", ["a"], ["b"])]
        let file = try read(Proto.model(nodes: nodes, outputs: [Proto.info("b", [1]), Proto.info("a", [1])]))
        #expect(Array(file.graph.outputs.keys) == ["logits", "a"])
        #expect(file.graph.outputs["logits"]?.index == 2)
    }

    @Test func shapesAreComputed() throws {
        // x.view(x.size(0), -1)
        let bytes = Self.graph(
            [
                Proto.node("Shape", ["x"], ["s"]), Proto.node("Gather", ["s", "first"], ["n"]),
                Proto.node("Unsqueeze", ["n", "axes"], ["u"]),
                Proto.node("Concat", ["u", "open"], ["c"], attributes: [Proto.attribute("axis", 0)]),
                Proto.node("Reshape", ["x", "c"], ["y"]),
            ],
            [
                Proto.field(2, 7) + Proto.field(8, "first") + Proto.field(7, 0), Proto.integers("axes", [0]),
                Proto.integers("open", [-1]),
            ])
        let file = try read(bytes, batch: 4)
        #expect(file.graph.nodes.map(\.operation) == [.flatten])
        #expect(file.graph.shape(of: file.graph.outputs["logits"]!) == [4, 6 * 64])
    }

    @Test func slices() throws {
        func slice(_ start: Int, _ end: Int, axis: Int = 1) -> [UInt8] {
            Self.one(
                "Slice", ["x", "s", "e", "a"], [],
                [Proto.integers("s", [start]), Proto.integers("e", [end]), Proto.integers("a", [axis])])
        }
        #expect(try operations(slice(0, 3)) == [.slice(0..<3)])
        #expect(try operations(slice(-2, .max)) == [.slice(4..<6)])
        #expect(try operations(slice(3, -1, axis: -3)) == [.slice(3..<5)])
        #expect(try operations(slice(.min, 5)) == [.slice(0..<5)])
        expectRefusal(slice(5, 2), "takes nothing")
        func crop(top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0) -> SwiftletGraphs.Operation {
            .pad(ResolvedPadding(top: top, left: left, bottom: bottom, right: right))
        }
        #expect(try operations(slice(1, .max, axis: 2)) == [crop(top: -1)])
        #expect(try operations(slice(0, -3, axis: -1)) == [crop(right: -3)])
        #expect(try operations(slice(0, 4, axis: 2)) == [crop(bottom: -4)])
        expectRefusal(slice(0, 0, axis: 2), "takes nothing")
        expectRefusal(slice(0, 4, axis: 7), "axes [7]")
    }

    @Test func padding() throws {
        func pool(_ attributes: [[UInt8]]) -> [UInt8] {
            Self.one(
                "MaxPool", ["x"],
                [Proto.attribute("kernel_shape", [3, 3]), Proto.attribute("strides", [2, 2])] + attributes)
        }
        func padding(_ bytes: [UInt8]) throws -> Padding? {
            guard case .maxPool(let pool)? = try operations(bytes).first else { return nil }
            return pool.window.padding
        }
        #expect(try padding(pool([])) == Padding.none)
        #expect(
            try padding(pool([Proto.attribute("pads", [1, 0, 2, 1])]))
                == .explicit(top: 1, left: 0, bottom: 2, right: 1))
        #expect(try padding(pool([Proto.attribute("auto_pad", "SAME_UPPER")])) == .same)
        #expect(
            try padding(pool([Proto.attribute("auto_pad", "SAME_LOWER")]))
                == .sameLower)
        #expect(try padding(pool([Proto.attribute("auto_pad", "VALID")])) == Padding.none)
        expectRefusal(pool([Proto.attribute("pads", [1, 0, 2, -1])]), "pads [1, 0, 2, -1]")
        expectRefusal(pool([Proto.attribute("pads", [1, 1])]), "pads [1, 1]")
        expectRefusal(pool([Proto.attribute("auto_pad", "MIRROR")]), "MIRROR")
        expectRefusal(pool([Proto.attribute("dilations", [1 << 40, 1])]), "dilation")
    }

    /// Each is refused with its reason.
    @Test(arguments: [
        (one("Erf"), "no counterpart"), (one("Softplus"), "opset 17"), (one("InstanceNormalization"), "no counterpart"),
        (one("If"), "networks inside"), (one("Loop"), "networks inside"), (one("QuantizeLinear"), "quantised"),
        (one("HardSigmoid"), "alpha 0.2"), (one("Gelu", ["x"], [Proto.attribute("approximate", "tanh")]), "tanh"),
        (one("Clip", ["x", "low"], [], [Proto.scalar("low", -1)]), "-1.0…inf"),
        (one("Softmax"), "only channels"),
        (one("Transpose", ["x"], [Proto.attribute("perm", [0, 0, 1, 2])]), "permutation"),
        (one("Transpose", ["x"], [Proto.attribute("perm", [0, 2, 3, 1])]), "1×8×8×6"),
        (one("Reshape", ["x", "s"], [], [Proto.integers("s", [2, -1])]), "1×6×8×8 reshaped"),
        (one("Reshape", ["x", "s"], [], [Proto.integers("s", [5, -1])]), "another number of elements"),
        (one("Reshape", ["x", "s"], [], [Proto.integers("s", [-1, -1])]), "not possible"),
        (one("Reshape", ["x", "s"], [], [Proto.integers("s", [.max, 4])]), "reshapes"),
        (one("Reshape", ["x", "x"]), "depends on the picture"),
        (one("ReduceMean", ["x"], [Proto.attribute("axes", [1])]), "only height and width"),
        (one("ReduceMean", ["x"], [Proto.attribute("axes", [2, 2])]), "axes [2, 2]"),
        (one("Conv", ["x"]), "lacks a kernel"),
        (one("Conv", ["x", "w"], [], [Proto.tensor("w", [4, 3, 3])]), "two-dimensional"),
        (one("Conv", ["x", "w"], [], [Proto.tensor("w", [4, 3, 3, 3])]), "4×6×3×3, not 4×3×3×3"),
        (one("Conv", ["x", "w"], [Proto.attribute("group", 0)], [Proto.tensor("w", [4, 6, 3, 3])]), "0 groups"),
        (
            one("Conv", ["x", "w"], [Proto.attribute("group", 2.5 as Float)], [Proto.tensor("w", [4, 6, 3, 3])]),
            "another type"
        ),
        (one("Conv", ["x", "w"], [], [Proto.tensor("w", [4, 6, 9, 9])]), "does not fit"),
        (one("Conv", ["x", "w", "b"], [], [Proto.tensor("w", [4, 6, 1, 1]), Proto.tensor("b", [3])]), "bias of [3]"),
        (
            one("ConvTranspose", ["x", "w"], [Proto.attribute("group", .max)], [Proto.tensor("w", [6, 4, 1, 1])]),
            "groups"
        ),
        (one("MatMul", ["x", "w"], [], [Proto.tensor("w", [8, 4])]), "[batch, features]"),
        (one("Mul", ["x", "c"], [], [Proto.tensor("c", [8])]), "only one number per channel"),
        (one("Sub", ["x", "x"]), "subtracts a value that is not constant"),
        (one("Div", ["x", "x"]), "divides by a value that is not constant"),
        (one("Concat", ["x", "x"], [Proto.attribute("axis", 0)]), "axis 0"),
        (one("Tile", ["x", "r"], [], [Proto.integers("r", [2, 1, 1, 1])]), "repeats the batch"),
        (one("Tile", ["x", "r"], [], [Proto.integers("r", [1, 1, 1, 1 << 16])]), "65536 times"),
        (one("Tile", ["x", "r"], [], [Proto.integers("r", [1, 0, 1, 1])]), "by [1, 0, 1, 1]"),
        (one("ReduceMax", ["x"], [Proto.attribute("axes", [1])]), "only height and width"),
        (
            one("Split", ["x"], [Proto.attribute("axis", 1), Proto.attribute("split", [2, 4])], opset: 11),
            "for 1 outputs"
        ),
        (one("Gather", ["x", "i"], [Proto.attribute("axis", 2)], [Proto.integers("i", [0, 2])]), "only channels"),
        (
            one(
                "Slice", ["x", "s", "e", "a", "t"], [],
                [
                    Proto.integers("s", [0]), Proto.integers("e", [8]), Proto.integers("a", [2]),
                    Proto.integers("t", [2]),
                ]), "takes steps of 2;"
        ),
        (one("Gather", ["x", "i"], [Proto.attribute("axis", 1)], [Proto.integers("i", [6])]), "[6] of an axis of 6"),
        (one("Pad", ["x", "p"], [], [Proto.integers("p", [0, 1, 0, 0, 0, 0, 0, 0])]), "channels or the batch"),
        (one("Pad", ["x", "p"], [], [Proto.integers("p", [0, 0, -8, 0, 0, 0, 0, 0])]), "nothing would be left"),
        (one("Pad", ["x", "p"], [], [Proto.integers("p", [0, 0, .min, 0, 0, 0, 0, 0])]), "too large"),
        (
            one(
                "ConvTranspose", ["x", "w"], [Proto.attribute("output_shape", [99, 8])],
                [Proto.tensor("w", [6, 4, 1, 1])]), "output_shape"
        ),
        (
            one("Pad", ["x", "p", "v"], [], [Proto.integers("p", [0, 0, 1, 0, 0, 0, 0, 0]), Proto.scalar("v", 1)]),
            "pads with 1"
        ),
        (one("Pad", ["x", "p"], [Proto.attribute("mode", "reflect")], [Proto.integers("p", [])]), "reflect"),
        (one("Resize", ["x", "", "", "s"], [], [Proto.integers("s", [1, 6, 16, 16])]), "16×16"),
        (
            one(
                "Resize", ["x", "", "", "s"], [Proto.attribute("mode", "cubic")], [Proto.integers("s", [1, 6, 16, 16])]),
            "cubic"
        ),
        (one("BatchNormalization", ["x", "s", "s", "s", "s"], [], [Proto.tensor("s", [5])]), "scale of [5]"),
        (one("LRN"), "size"), (one("Dropout", ["x"], [Proto.attribute("ratio", 7 as Float)], opset: 11), "ratio"),
        (one("Div", ["a", "b"], [], [Proto.integers("a", [1]), Proto.integers("b", [0])]), "divides by zero"),
        (one("Mul", ["a", "a"], [], [Proto.integers("a", [.max])]), "64 bits"),
        (one("ConstantOfShape", ["a"], [], [Proto.integers("a", [1 << 40])]), "large shape"),
        (one("Identity"), "computes nothing"), (one("Shape"), "not depend on the picture"),
        (graph([Proto.node("Relu", ["x"], ["y"], name: "n", domain: "com.example")]), "com.example"),
    ])
    func unsupported(_ bytes: [UInt8], _ reason: String) {
        expectRefusal(bytes, reason)
    }

    @Test func errorsNameTheNode() {
        expectRefusal(Self.one("Erf"), "net.onnx: node “n” (Erf): ")
        let hostile = Self.graph([Proto.node("Erf\u{1B}[2J", ["x"], ["y"], name: "a\u{7}b")])
        expectRefusal(hostile, "“a\\u{7}b” (Erf\\u{1b}[2J)")
    }

    /// Nothing reads the value of the unsupported operator, so it does not matter.
    @Test func whatNothingReadsIsDropped() throws {
        let bytes = Self.graph([Proto.node("Erf", ["x"], ["z"]), Proto.node("Relu", ["x"], ["y"])])
        #expect(try operations(bytes) == [.activation(.relu)])
    }
}
