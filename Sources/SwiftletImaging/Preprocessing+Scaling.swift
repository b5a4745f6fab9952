extension Preprocessing {
    /// The same for an input of another size, in proportion, as timm does it for `img_size`.
    ///
    /// What is cut off stays the same share: the picture is resized to the new crop times `resizeShortSide` over the smaller
    /// side of the old crop, rounded down. For a crop that is not square it is resized, in its own proportions, until it just
    /// covers both sides of that; then the centre is cut out.
    /// - Precondition: the sizes are positive.
    public func scaled(toHeight height: Int, width: Int) -> Preprocessing {
        precondition(height > 0 && width > 0, "a picture of \(height)×\(width)")
        guard (height, width) != (cropHeight, cropWidth) else { return self }
        let (resize, crop) = (resizeShortSide, min(cropHeight, cropWidth))
        func resized(_ side: Int) -> Int { max(1, side * resize / crop) }
        var result = self
        (result.cropHeight, result.cropWidth) = (height, width)
        result.covered = height == width ? nil : Extent(height: resized(height), width: resized(width))
        // What a JPEG decoder must leave at least: no short side is smaller than the larger of the two.
        result.resizeShortSide = resized(max(height, width))
        return result
    }

    /// The size of a picture in its own proportions that just covers `extent`: timm's `ResizeKeepRatio`.
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
