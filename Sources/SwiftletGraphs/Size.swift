/// The height and the width of a kernel, a stride, a dilation or a map, in pixels. An integer literal is a square.
public struct Size: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    public var height: Int
    public var width: Int

    public init(_ height: Int, _ width: Int) {
        self.height = height
        self.width = width
    }

    public init(square side: Int) {
        self.init(side, side)
    }

    public init(integerLiteral side: Int) {
        self.init(side, side)
    }

    public var area: Int { height * width }

    public var description: String { "\(height)×\(width)" }
}
