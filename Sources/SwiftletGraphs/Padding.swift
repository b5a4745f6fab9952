/// Rows and columns added around a map before a kernel slides over it.
public enum Padding: Hashable, Sendable, ExpressibleByIntegerLiteral {
    case explicit(top: Int, left: Int, bottom: Int, right: Int)

    /// TensorFlow's "SAME": the output has `ceil(input / stride)` pixels; an odd row or column goes to the bottom right.
    case same

    /// ONNX's "SAME_LOWER": as ``same``, but an odd row or column goes to the top left.
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

/// A padding in numbers, for one map size. ``Operation/pad(_:)`` also takes negative numbers, which remove rows and
/// columns.
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
    /// Whether the padding removes rows and columns and adds none.
    public var isCrop: Bool { !isZero && max(top, left, bottom, right) <= 0 }
}

extension Padding {
    /// The padding in numbers, where a kernel slides over a map of `input`.
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

extension Padding: CustomStringConvertible {
    /// `1`, `1×2` (rows, columns), `same`, `same lower`, or the four sides from the top clockwise.
    public var description: String {
        switch self {
        case .same: "same"
        case .sameLower: "same lower"
        case .explicit(let top, let left, let bottom, let right) where top == bottom && left == right:
            top == left ? "\(top)" : "\(top)×\(left)"
        case .explicit(let top, let left, let bottom, let right): "\(top) \(right) \(bottom) \(left)"
        }
    }
}
