/// Rows and columns added around a map before a kernel slides over it.
public enum Padding: Hashable, Sendable, ExpressibleByIntegerLiteral {
    case explicit(top: Int, left: Int, bottom: Int, right: Int)

    /// TensorFlow's "SAME": as much as makes the output `ceil(input / stride)`, the odd row or column at the bottom right.
    case same

    /// ONNX's "SAME_LOWER": as much as ``same``, the odd row or column at the top left.
    case sameLower

    public static let none = Padding.symmetric(0)

    /// The same number on all four sides.
    public static func symmetric(_ amount: Int) -> Padding { .symmetric(amount, amount) }

    /// `vertical` rows above and below, `horizontal` columns left and right.
    public static func symmetric(_ vertical: Int, _ horizontal: Int) -> Padding {
        .explicit(top: vertical, left: horizontal, bottom: vertical, right: horizontal)
    }

    public init(integerLiteral amount: Int) {
        self = .symmetric(amount)
    }
}

/// A padding in numbers, for one map size. Negative numbers, which only ``Operation/pad(_:)`` takes, are rows and columns taken away.
public struct ResolvedPadding: Hashable, Sendable {
    public var top: Int
    public var left: Int
    public var bottom: Int
    public var right: Int

    public init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    public var vertical: Int { top + bottom }
    public var horizontal: Int { left + right }
    public var isZero: Bool { self == ResolvedPadding(top: 0, left: 0, bottom: 0, right: 0) }
    /// Whether rows and columns are only taken away.
    public var isCrop: Bool { !isZero && max(top, left, bottom, right) <= 0 }
}

extension Padding {
    /// What the padding amounts to when a kernel slides over a map of `input`.
    public func resolved(input: Size, window: Window) -> ResolvedPadding {
        switch self {
        case .explicit(let top, let left, let bottom, let right):
            return ResolvedPadding(top: top, left: left, bottom: bottom, right: right)
        case .same, .sameLower:
            func total(_ extent: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
                let outputs = (extent + stride - 1) / stride
                return max(0, (outputs - 1) * stride + dilation * (kernel - 1) + 1 - extent)
            }
            let vertical = total(input.height, window.kernel.height, window.stride.height, window.dilation.height)
            let horizontal = total(input.width, window.kernel.width, window.stride.width, window.dilation.width)
            let (less, more) = (Size(vertical / 2, horizontal / 2), Size((vertical + 1) / 2, (horizontal + 1) / 2))
            let (before, after) = self == .same ? (less, more) : (more, less)
            return ResolvedPadding(
                top: before.height, left: before.width, bottom: after.height, right: after.width)
        }
    }
}

/// How a kernel slides over a map: shared by convolution and pooling.
public struct Window: Hashable, Sendable, Codable {
    public var kernel: Size
    public var stride: Size
    public var padding: Padding
    public var dilation: Size

    public init(kernel: Size, stride: Size = 1, padding: Padding = .none, dilation: Size = 1) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
    }

    /// The kernel's extent with its gaps: `dilation · (kernel − 1) + 1`.
    public var span: Size {
        Size(dilation.height * (kernel.height - 1) + 1, dilation.width * (kernel.width - 1) + 1)
    }

    /// True for 1×1, whatever the stride.
    public var isPointwise: Bool { kernel == 1 }
}
