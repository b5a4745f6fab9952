import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// The rounding of floats to elements, and of single elements through a `MapPointer`.
@Suite struct RoundingKernelTests {
    @Test(arguments: KernelCase.all)
    func rounding(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        // Ties, their neighbours, and the ends of the range.
        let bits: [UInt32] = [
            0x3F80_0000, 0x3F80_7FFF, 0x3F80_8000, 0x3F80_8001, 0x3F81_7FFF, 0x3F81_8000, 0xBF81_8000, 0x7F7F_FFFF,
            0x7F80_0000, 0xFF80_0000, 0, 0x8000_0000,
        ]
        let rounded: [UInt32] = [
            0x3F80_0000, 0x3F80_0000, 0x3F80_0000, 0x3F81_0000, 0x3F81_0000, 0x3F82_0000, 0xBF82_0000, 0x7F80_0000,
            0x7F80_0000, 0xFF80_0000, 0, 0x8000_0000,
        ]
        for count in 1...40 {
            let input = (0..<count + 16).map { Float(bitPattern: bits[$0 % bits.count]) }
            let output = kernels.guarded(count + 16)
            var arguments = RoundingArguments(input: input.pointer, output: output.pointer, count: count)
            kernels.rounding(&arguments)
            withExtendedLifetime(input) {}
            let scalar = kernels.map(input)
            for index in 0..<count {
                let truth = kernels.element == .float32 ? bits : rounded
                #expect(output[index].bitPattern == truth[index % bits.count])
                #expect(scalar[index].bitPattern == truth[index % bits.count])
            }
            #expect(output[count] == KernelCase.guardValue)
        }
        #expect(kernels.map([.nan, -.nan])[0].isNaN)
    }
}
