import Foundation
import SwiftletGraphs
import SwiftletTensors
import Testing

/// The reason for which a type or a quantization is refused; nil where it is not.
private func refusal<T>(_ body: () throws(GraphError) -> T) -> String? {
    do throws(GraphError) {
        _ = try body()
        return nil
    } catch {
        #expect(error.place.isEmpty)
        return error.description
    }
}

@Suite struct ValueTypeTests {
    @Test func bytesFollowFromTheElementType() throws {
        let shape: Shape = [2, 3, 4, 5]
        for type in ScalarType.allCases { #expect(ValueType(shape, type).byteCount == 120 * type.size) }
        let quantized = ValueType(shape, .int8, role: .parameter)
        #expect(quantized.byteCount == 120)
        #expect(ValueType([]).byteCount == 4)
        // 2⁶² elements of four bytes are more than `Int` counts.
        #expect(ValueType([1 << 62]).byteCount == .max)
        #expect(ValueType([1 << 62], .int8).byteCount == 1 << 62)
        #expect(ValueType([1 << 62, 0]).byteCount == 0)
    }

    @Test func quantizationsThatCannotBe() {
        #expect(refusal { () throws(GraphError) in try Quantization(scale: 0.5, zeroPoint: 3) } == nil)
        for scale in [0, -0.5, .infinity, .nan] as [Float] {
            let reason = refusal { () throws(GraphError) in try Quantization(scale: scale) }
            #expect(reason == "a scale of \(scale)")
        }
        #expect(
            refusal { () throws(GraphError) in try Quantization(scales: [], axis: 0) }
                == "a quantization without scales")
        #expect(
            refusal { () throws(GraphError) in try Quantization(scales: [1, 2], zeroPoints: [1], axis: 0) }
                == "2 scales with 1 zero points")
        #expect(
            refusal { () throws(GraphError) in try Quantization(scales: [1], axis: -1) } == "scales along axis -1")
    }

    @Test func quantizationsThatDoNotFitTheType() throws {
        func reason(_ shape: Shape, _ type: ScalarType, _ quantization: Quantization) -> String? {
            refusal { () throws(GraphError) in try ValueType(shape, type, quantization: quantization) }
        }
        let plain = try Quantization(scale: 0.1, zeroPoint: -128)
        #expect(reason([1, 8], .int8, plain) == nil)
        #expect(reason([1, 8], .int32, plain) == nil)
        #expect(reason([1, 8], .uint8, plain) == "a zero point of -128 is beyond uint8")
        #expect(reason([1, 8], .float32, plain) == "float32 is not quantized")
        #expect(reason([1, 8], .bool, plain) == "bool is not quantized")
        let perChannel = try Quantization(scales: [0.1, 0.2, 0.3], axis: 1)
        #expect(reason([2, 3, 5, 5], .int8, perChannel) == nil)
        #expect(reason([2, 4, 5, 5], .int8, perChannel) == "3 scales along axis 1 do not fit 2×4×5×5")
        #expect(reason([3], .int8, perChannel) == "3 scales along axis 1 do not fit 3")
        #expect(
            reason([1], .int8, try Quantization(scale: 1, zeroPoint: .max))
                == "a zero point of \(Int.max) is beyond int8")
    }

    @Test func typesPrintAsALine() throws {
        #expect("\(ValueType([1, 3, 8, 8]))" == "1×3×8×8")
        #expect("\(ValueType([1, 3, 8, 8], .bfloat16))" == "1×3×8×8 bfloat16")
        let quantized = try ValueType([4, 2], .int8, quantization: Quantization(scale: 0.5, zeroPoint: 3))
        #expect("\(quantized)" == "4×2 int8, scale 0.5, zero point 3")
        let perRow = try ValueType([4, 2], .int8, quantization: Quantization(scales: [1, 2, 3, 4], axis: 0))
        #expect("\(perRow)" == "4×2 int8, 4 scales along axis 0")
    }

    @Test func goToJSONAndBack() throws {
        let types = [
            ValueType([1, 3, 8, 8], role: .input), ValueType([], .int64, role: .gradient),
            try ValueType([4, 2], .uint8, quantization: Quantization(scale: 0.5, zeroPoint: 3), role: .parameter),
            try ValueType([4, 2], .int8, quantization: Quantization(scales: [1, 2, 3, 4], axis: 0)),
        ]
        let data = try JSONEncoder().encode(types)
        #expect(try JSONDecoder().decode([ValueType].self, from: data) == types)
        func decodes(_ text: String) -> Bool {
            (try? JSONDecoder().decode(ValueType.self, from: Data(text.utf8))) != nil
        }
        let text = """
            {"shape":[4,2],"scalarType":"int8","role":"parameter","quantization":{"scales":[1],"zeroPoints":[0]}}
            """
        #expect(decodes(text))
        for (old, new) in [
            ("[4,2]", "[4,-2]"), ("int8", "float32"), ("int8", "int4"), ("parameter", "weight"), ("[1]", "[0]"),
            ("[1]", "[]"), ("[1]", "[1,2]"), ("[0]", "[128]"), (#""zeroPoints""#, #""axis":0,"zeroPoints""#),
        ] {
            #expect(!decodes(text.replacingOccurrences(of: old, with: new)), "\(new)")
        }
    }
}
