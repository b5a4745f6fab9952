/// The interpolation kernel of a resize.
public enum ResizeFilter: Sendable, Hashable {
    /// The triangle of radius 1.
    case bilinear
    /// Keys' cubic convolution of radius 2 with a = −0.5 (R. Keys, "Cubic convolution interpolation for digital image
    /// processing", 1981).
    case bicubic

    /// The radius beyond which the kernel is zero.
    var support: Double {
        switch self {
        case .bilinear: 1
        case .bicubic: 2
        }
    }

    func callAsFunction(_ distance: Double) -> Double {
        let x = abs(distance)
        switch self {
        case .bilinear:
            return x < 1 ? 1 - x : 0
        case .bicubic:
            let a = -0.5
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
            return 0
        }
    }
}
