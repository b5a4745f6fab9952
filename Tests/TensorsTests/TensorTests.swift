import SwiftletTensors
import Testing

@Suite struct TensorTests {
    private func halves(_ values: [Float], _ type: ScalarType) -> [UInt16] {
        Tensor(values, shape: [values.count]).converted(to: type).withUnsafeBytes { bytes in
            values.indices.map { bytes.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self) }
        }
    }

    @Test func roundsToFloat16() {
        let ulp: Float = 0x1p-10
        #expect(
            halves(
                [1, 1 + ulp / 2, 1 + ulp * 1.5, -2, 65504, 65519.996, 65520, 0x1p-24, 0x1p-25, 0x1.8p-25, -0.0],
                .float16)
                == [0x3C00, 0x3C00, 0x3C02, 0xC000, 0x7BFF, 0x7BFF, 0x7C00, 1, 0, 1, 0x8000])
        #expect(halves([.infinity, -.infinity], .float16) == [0x7C00, 0xFC00])
        #expect(Float16(bitPattern: halves([.nan], .float16)[0]).isNaN)
    }

    @Test func roundsToBFloat16() {
        #expect(
            halves(
                [1, 1 + 0x1p-8, 1 + 0x1.8p-7, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, -.infinity],
                .bfloat16)
                == [0x3F80, 0x3F80, 0x3F82, 0x7F80, 0, 0x8000, 0xFF80])
        // A NaN whose payload is in the lost bits, and one that rounding would carry over to infinity.
        for bits in [0x7F80_0001, 0x7FFF_FFFF, 0xFF80_0001] as [UInt32] {
            #expect(Float(bitPattern: UInt32(halves([Float(bitPattern: bits)], .bfloat16)[0]) << 16).isNaN)
        }
    }

    @Test(arguments: [ScalarType.float16, .bfloat16])
    func everyValueSurvivesTheWayThroughFloat32(_ type: ScalarType) {
        var tensor = Tensor(zeros: [1 << 16], scalarType: type)
        tensor.withUnsafeMutableBytes { bytes in
            for i in 0..<1 << 16 { bytes.storeBytes(of: UInt16(i), toByteOffset: i * 2, as: UInt16.self) }
        }
        let floats = tensor.floats()
        let back = halves(floats, type)
        #expect((0..<1 << 16).allSatisfy { floats[$0].isNaN || back[$0] == UInt16($0) })
    }

    @Test(arguments: [(ScalarType.float16, 10), (.bfloat16, 7)])
    func roundsFloat64Once(_ type: ScalarType, _ fraction: Int) {
        // Half a step above 1 and a little more or less: the deciding bits are below float32's last one.
        let tie = 1 + Double(sign: .plus, exponent: -fraction - 1, significand: 1)
        let odd = 1 + Double(sign: .plus, exponent: -fraction, significand: 1.5)
        let values = [tie, tie + 0x1p-40, tie - 0x1p-40, odd, odd + 0x1p-40, odd - 0x1p-40, 1e-300, -1e300, .nan, 0.1]
        var tensor = Tensor(zeros: [values.count * 2], scalarType: .float64)
        tensor.withUnsafeMutableBytes { bytes in
            for (i, value) in (values + values.map(-)).enumerated() {
                bytes.storeBytes(of: value, toByteOffset: i * 8, as: Double.self)
            }
        }
        let steps = tensor.converted(to: type).floats().map { ($0.magnitude - 1) * Float(1 << fraction) }
        for half in [steps[..<values.count], steps[values.count...]] {
            let half = Array(half)
            #expect(half[..<6] == [0, 1, 0, 2, 2, 1])
            #expect(half[6] == -Float(1 << fraction))
            #expect(half[7] == .infinity)
            #expect(half[8].isNaN)
        }
        #expect(tensor.converted(to: type).floats()[values.count] == -1)
        #expect(tensor.converted(to: type).floats()[9] == (type == .float16 ? 0x1.998p-4 : 0x1.9ap-4))
        #expect(tensor.converted(to: .float32).floats()[9] == 0.1)
    }

    @Test func integersStayAsTheyAre() {
        let tensor = Tensor(zeros: [3], scalarType: .int64)
        #expect(tensor.converted(to: .float16).scalarType == .int64)
    }

    @Test func writesToACopy() {
        let original = Tensor([1, 2, 3], shape: [3])
        var other = original
        other.withUnsafeMutableBytes { $0.storeBytes(of: 9, as: Float.self) }
        #expect(original.floats() == [1, 2, 3])
        #expect(other.floats() == [9, 2, 3])
    }

    @Test func neverWritesToLentBytes() {
        final class Owner { let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 9, alignment: 1) }
        let owner = Owner()
        owner.bytes.initializeMemory(as: UInt8.self, repeating: 0)
        var tensor = Tensor(
            shape: [2], scalarType: .float32,
            storage: TensorStorage(viewing: UnsafeRawBufferPointer(owner.bytes), owner: owner), byteOffset: 1)
        tensor.withUnsafeMutableBytes { $0.storeBytes(of: 1, as: Float.self) }
        #expect(tensor.floats() == [1, 0])
        #expect(owner.bytes.allSatisfy { $0 == 0 })
        owner.bytes.deallocate()
    }

    @Test func shapesFromFiles() {
        #expect(Shape(exactly: [2, 3, 4])?.count == 24)
        #expect(Shape(exactly: [])?.count == 1)
        #expect(Shape(exactly: [0, 5])?.count == 0)
        #expect(Shape(exactly: [-1]) == nil)
        #expect(Shape(exactly: [Int.max, 2]) == nil)
        #expect(Shape(exactly: [1 << 32, 1 << 32]) == nil)
        #expect(Shape([1, 3, 224, 224]).description == "1×3×224×224")
    }
}
