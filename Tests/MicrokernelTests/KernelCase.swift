import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// The kernels of an instruction set for one precision. Tests of kernels need nothing else, so they also run on an emulated CPU
/// without AVX.
struct KernelCase: CustomTestStringConvertible {
    let testDescription: String
    let kernels: KernelSet

    /// Fills memory that a kernel must not write. Every element type represents it exactly.
    static let guardValue: Float = 12288

    /// Values that repeat after a prime number. They are small enough for exact sums in float.
    static func values(_ count: Int, _ seed: Int) -> [Float] {
        (0..<count).map { Float(($0 * 7 + seed * 13) % 31 - 15) / 8 }
    }

    static let all = InstructionSet.available.flatMap { set in
        Precision.allCases.compactMap { precision in
            (try? set.kernels(precision)).map {
                KernelCase(testDescription: "\(set.rawValue) \(precision.rawValue)", kernels: $0)
            }
        }
    }
}

/// Memory of a kernel's element type.
final class TestMap {
    let pointer: MapPointer

    init(_ values: [Float], _ element: ElementType) {
        pointer = MapPointer(.allocate(byteCount: values.count * element.byteCount, alignment: 64), element)
        pointer.update(from: values, count: values.count)
    }

    deinit { pointer.address.deallocate() }

    subscript(index: Int) -> Float { pointer[index] }
}

extension KernelSet {
    func map(_ values: [Float]) -> TestMap { TestMap(values, element) }

    /// Memory full of guard values.
    func guarded(_ count: Int) -> TestMap { map([Float](repeating: KernelCase.guardValue, count: count)) }

    /// Whether a value is right. The order of a sum may differ, and the result is rounded once to an element.
    func isNear(_ value: Float, _ truth: Double) -> Bool {
        let rounded = TestMap([Float(truth)], element)[0]
        if value == rounded { return true }
        // If the sum is not exact, bfloat16 may be on either side of a tie.
        let tolerance = element == .float32 ? 1e-5 * max(1, abs(truth)) : abs(truth) * (1.001 / 256)
        return abs(Double(value) - truth) <= tolerance
    }
}

extension Array {
    /// A pointer for a kernel's arguments. The caller must keep the array alive.
    var pointer: UnsafePointer<Element> { withUnsafeBufferPointer { $0.baseAddress! } }
}
