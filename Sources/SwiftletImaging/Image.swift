/// A picture in memory: 8-bit red, green and blue, row-major from the top left, three bytes a pixel.
public struct Image: Sendable {
    public let width: Int
    public let height: Int
    /// `[height, width, 3]`
    public let pixels: [UInt8]
    /// What is wrong with the file that the picture was decoded from.
    public internal(set) var warnings: [String] = []

    /// - Precondition: Both sides are positive and there are `width * height * 3` bytes.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "an image of \(width)×\(height)")
        precondition(pixels.count == width * height * 3, "\(pixels.count) bytes for an image of \(width)×\(height)")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The length of the shorter side, in pixels.
    public var shortSide: Int { min(width, height) }

    /// The rectangle of `width` by `height` pixels whose top left corner is (`x`, `y`).
    /// - Precondition: The rectangle is not empty and lies within the image.
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
        precondition(
            x >= 0 && y >= 0 && width > 0 && height > 0 && width <= self.width - x && height <= self.height - y,
            "a crop of \(width)×\(height) at (\(x), \(y)) from an image of \(self.width)×\(self.height)")
        var cropped: [UInt8] = []
        cropped.reserveCapacity(width * height * 3)
        for row in y..<y + height {
            let start = (row * self.width + x) * 3
            cropped.append(contentsOf: pixels[start..<start + width * 3])
        }
        return Image(width: width, height: height, pixels: cropped)
    }
}
