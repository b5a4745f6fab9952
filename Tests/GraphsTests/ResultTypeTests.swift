import SwiftletGraphs
import SwiftletTensors
import Testing

/// The types that operations give.
@Suite struct ResultTypeTests {
    private let map = ValueType([1, 4, 6, 6])
    private let int8Map: ValueType
    private let perChannelMap: ValueType

    init() throws {
        int8Map = try ValueType([1, 4, 6, 6], .int8, quantization: Quantization(scale: 0.5, zeroPoint: 3))
        perChannelMap = try ValueType(
            [1, 4, 6, 6], .int8, quantization: Quantization(scales: [1, 2, 3, 4], axis: 1))
    }

    private func result(_ operation: Operation, _ inputs: ValueType...) throws -> ValueType {
        try operation.resultType(inputs)
    }

    private func reason(_ operation: Operation, _ inputs: ValueType...) -> String? {
        do throws(TypeMismatch) {
            _ = try operation.resultType(inputs)
            return nil
        } catch {
            return error.reason
        }
    }

    private let convolution = Operation.convolution(
        Convolution(outputs: 8, window: Window(kernel: 3), weight: "c.weight"))
    private let maxPool = Operation.maxPool(Pool(window: Window(kernel: 2, stride: 2)))

    @Test func arithmeticKeepsTheFloatingPointType() throws {
        for type in [ScalarType.float64, .float32, .float16, .bfloat16] {
            #expect(try result(convolution, ValueType([1, 4, 6, 6], type)) == ValueType([1, 8, 4, 4], type))
        }
    }

    @Test func arithmeticRefusesIntegers() {
        #expect(reason(convolution, int8Map) == "convolution takes floating-point values, not int8")
        #expect(reason(.softmax, ValueType([1, 4], .int64)) == "softmax takes floating-point values, not int64")
        #expect(reason(.activation(.relu), ValueType([1, 4], .bool)) == "ReLU takes floating-point values, not bool")
    }

    @Test func typesDoNotMix() {
        #expect(reason(.add, map, ValueType([1, 4, 6, 6], .bfloat16)) == "add cannot mix float32 and bfloat16")
        #expect(reason(.concatenate, map, int8Map) == "concatenate cannot mix float32 and int8")
        #expect(
            reason(.concatenate, int8Map, ValueType([1, 4, 6, 6], .int8))
                == "concatenate cannot mix values of different scales")
        // A shape that is wrong too comes first.
        #expect(reason(.add, map, ValueType([1, 3, 6, 6], .int8)) == "1×4×6×6 and 1×3×6×6 cannot be combined")
        #expect(reason(.add, map) == "add takes 2 inputs, not 1")
        #expect(reason(.concatenate) == "concatenate takes 1 inputs, not 0")
    }

    @Test func movedElementsKeepTheirScale() throws {
        let pooled = try result(maxPool, int8Map)
        #expect(pooled.shape == [1, 4, 3, 3] && pooled.scalarType == .int8)
        #expect(pooled.quantization == int8Map.quantization)
        #expect(try result(maxPool, perChannelMap).quantization == perChannelMap.quantization)
        #expect(try result(.concatenate, int8Map, int8Map).quantization == int8Map.quantization)
        #expect(try result(.slice(1..<3), int8Map).quantization == int8Map.quantization)
        for operation in [Operation.slice(1..<3), .concatenate, .flatten, .channelShuffle(groups: 2)] {
            #expect(
                reason(operation, perChannelMap)
                    == "\(operation.name) moves values between channels, which have scales of their own")
        }
        // Scales along the height do not fit the height of a pool.
        let perRow = try ValueType(
            [1, 4, 2, 6], .int8, quantization: Quantization(scales: [1, 2], axis: 2))
        #expect(reason(maxPool, perRow) == "2 scales along axis 2 do not fit 1×4×1×3")
        #expect(try result(.identity, perRow) == perRow)
    }

    @Test func aSizeLendsNoType() throws {
        #expect(try result(.resize(.nearest), int8Map, ValueType([1, 1, 12, 12])).quantization == int8Map.quantization)
        #expect(try result(.resize(.bilinear), map, int8Map) == map)
        #expect(
            reason(.resize(.bilinear), int8Map, map) == "resize takes floating-point values, not int8")
    }

    @Test func gradientsGiveGradients() throws {
        let gradient = ValueType([1, 4, 6, 6], role: .gradient)
        #expect(try result(.add, map, gradient).role == .gradient)
        #expect(try result(.add, map, ValueType([1, 4, 1, 1], role: .parameter)).role == .activation)
        #expect(try result(.activation(.relu), ValueType([1, 4], role: .input)).role == .activation)
    }

    @Test func graphsOfTodayAreFloat32() throws {
        let graph = try Graph.build("g", input: [1, 3, 8, 8]) {
            $0.conv("c", 4, kernel: 3).batchNorm("bn").relu().globalAveragePool().linear("fc", 5)
        }
        #expect(graph.values.allSatisfy { $0.scalarType == .float32 && $0.quantization == nil })
        #expect(graph.values.map(\.role) == [.input] + [ValueRole](repeating: .activation, count: graph.nodes.count))
        #expect(graph.parameters.values.allSatisfy { $0.type.role == .parameter && $0.type.scalarType == .float32 })
        #expect(graph.type(of: graph.outputs["logits"]!) == ValueType([1, 5]))
    }

    @Test func graphsKeepOtherTypes() throws {
        var graph = Graph(name: "g")
        let quantization = try Quantization(scale: 0.25)
        let input = try graph.appendInput(
            ValueType([1, 4, 6, 6], .int8, quantization: quantization, role: .input))
        let pooled = try graph.append(maxPool, path: "pool", inputs: [input])
        graph.setOutput("logits", pooled)
        try graph.validate()
        #expect(graph.listing.contains("%1  1×4×3×3 int8, scale 0.25  max pool 2×2, stride 2×2 (%0)  pool"))
        #expect(graph.dot().contains("1×4×3×3 int8, scale 0.25"))
        let resized = try graph.resized(to: [2, 4, 8, 8])
        #expect(resized.type(of: pooled) == (try ValueType([2, 4, 4, 4], .int8, quantization: quantization)))
        let error = #expect(throws: GraphError.self) {
            try graph.append(.activation(.relu), path: "act", inputs: [pooled])
        }
        #expect(error?.description == "g, act (ReLU): ReLU takes floating-point values, not int8")
    }

    @Test func parametersHaveTypes() throws {
        let perRow = try Quantization(scales: [1, 2], axis: 0)
        let parameter = Parameter(try ValueType([2, 3], .int8, quantization: perRow), isTrainable: false)
        #expect(parameter.type.role == .parameter && parameter.shape == [2, 3] && !parameter.isTrainable)
        #expect(parameter.type.byteCount == 6)
    }
}
