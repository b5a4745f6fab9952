import _CSwiftletIntrinsics
import _SwiftletLibC
import _SwiftletMicrokernelInterface
import _SwiftletMicrokernelsBaseline

#if arch(x86_64)
import _SwiftletMicrokernelsAVX2
import _SwiftletMicrokernelsAVX512
#endif

/// An instruction set that kernels are compiled for. The cases ascend in capability.
public enum InstructionSet: String, CaseIterable, Sendable, Comparable, Codable {
    /// SSE2 on x86-64, NEON on ARM.
    case baseline
    case avx2
    case avx512

    /// The instruction sets that this processor and its operating system support.
    public static var available: [InstructionSet] {
        allCases.filter(\.isAvailable)
    }

    /// The most capable instruction set of this machine.
    public static var best: InstructionSet { available.last ?? .baseline }

    /// The instruction set that the environment variable `SWIFTLET_ISA` names; ``best`` if it is unset or empty.
    /// - Throws: ``EngineError`` if the variable does not name an instruction set, or names one that this machine
    ///   lacks.
    public static func selected() throws(EngineError) -> InstructionSet {
        guard let wanted = getenv("SWIFTLET_ISA").map({ String(cString: $0) }), !wanted.isEmpty else { return best }
        let names = available.map(\.rawValue).joined(separator: ", ")
        guard let set = InstructionSet(rawValue: wanted) else {
            throw EngineError("SWIFTLET_ISA", "\"\(wanted)\" is not an instruction set; this machine has \(names)")
        }
        guard set.isAvailable else {
            throw EngineError("SWIFTLET_ISA", "this machine lacks \(wanted); it has \(names)")
        }
        return set
    }

    public static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self)! }

    private var isAvailable: Bool {
        switch self {
        case .baseline: true
        case .avx2: swiftlet_has_avx2() != 0
        case .avx512: swiftlet_has_avx512() != 0
        }
    }

    /// The set's `KernelSet.tileRows` and `panelColumns`, known on every machine.
    package var tileRows: Int {
        switch self {
        case .baseline: 4
        case .avx2: 6
        case .avx512: 12
        }
    }

    package var panelColumns: Int {
        switch self {
        case .baseline: 8
        case .avx2: 16
        case .avx512: 32
        }
    }

    /// The kernels compiled for the set.
    package var kernels: KernelSet {
        switch self {
        case .baseline: _SwiftletMicrokernelsBaseline.kernels()
        #if arch(x86_64)
        case .avx2: _SwiftletMicrokernelsAVX2.kernels()
        case .avx512: _SwiftletMicrokernelsAVX512.kernels()
        #else
        case .avx2, .avx512: _SwiftletMicrokernelsBaseline.kernels()
        #endif
        }
    }
}
