extension Preprocessing {
    /// The same preprocessing scaled to an input of another size, as timm does for `img_size`.
    ///
    /// The share that the crop cuts off stays the same: each side of the new crop, times `resizeShortSide` over the smaller side of
    /// the old crop and rounded down, is the size before the crop. For a square crop the picture's short side is resized to it. For
    /// another crop the picture is resized, in its own proportions, until it just covers both sides; then the centre is cut out.
    /// - Precondition: The sizes are positive.
    public func scaled(toHeight height: Int, width: Int) -> Preprocessing {
        precondition(height > 0 && width > 0, "a picture of \(height)×\(width)")
        guard (height, width) != (cropHeight, cropWidth) else { return self }
        let (resize, crop) = (resizeShortSide, min(cropHeight, cropWidth))
        func resized(_ side: Int) -> Int { max(1, side * resize / crop) }
        var result = self
        (result.cropHeight, result.cropWidth) = (height, width)
        result.covered = height == width ? nil : Extent(height: resized(height), width: resized(width))
        // The least that a reduced JPEG must have: the larger of the two sizes suffices for both.
        result.resizeShortSide = resized(max(height, width))
        return result
    }

    /// The size at which a picture in its own proportions just covers `extent` (timm's `ResizeKeepRatio`).
    static func covering(_ extent: Extent, _ image: Image) -> (width: Int, height: Int) {
        let ratio = min(Double(image.height) / Double(extent.height), Double(image.width) / Double(extent.width))
        func rounded(_ side: Int) -> Int { max(1, Int((Double(side) / ratio).rounded(.toNearestOrEven))) }
        return (rounded(image.width), rounded(image.height))
    }

    /// A height and a width in pixels.
    public struct Extent: Hashable, Sendable {
        public var height: Int
        public var width: Int

        public init(height: Int, width: Int) {
            self.height = height
            self.width = width
        }
    }
}
