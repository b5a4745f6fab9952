import _CSwiftletIntrinsics
import _SwiftletMicrokernelInterface

#if arch(x86_64)
import _SwiftletMicrokernelsAVX512BF16
#endif

/// The element type of activations and of the weights of matrix products. Sums are always float32.
///
/// Biases, depthwise weights and a program's input and outputs are always float32. The program converts its input and
/// outputs.
public enum Precision: String, CaseIterable, Sendable, Codable {
    case float32
    /// Half the memory traffic and twice the products of float32, on processors with AVX512_BF16.
    case bfloat16

    var element: ElementType {
        switch self {
        case .float32: .float32
        case .bfloat16: .bfloat16
        }
    }
}

extension InstructionSet {
    /// The set's kernels for the given precision.
    /// - Throws: ``EngineError`` if the set has no kernels for the precision, or this machine lacks their instructions.
    package func kernels(_ precision: Precision) throws(EngineError) -> KernelSet {
        switch precision {
        case .float32:
            return kernels
        case .bfloat16:
            guard self == .avx512 else {
                throw EngineError("bfloat16", "needs avx512 with AVX512_BF16, not \(rawValue)")
            }
            guard swiftlet_has_avx512_bf16() != 0 else {
                throw EngineError("bfloat16", "needs AVX512_BF16, which this machine's processor lacks")
            }
            #if arch(x86_64)
            return _SwiftletMicrokernelsAVX512BF16.kernels()
            #else
            throw EngineError("bfloat16", "needs an x86-64 processor")
            #endif
        }
    }
}
