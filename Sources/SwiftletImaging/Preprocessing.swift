/// The steps from a picture to a network's input. They belong to the weights, not to the architecture.
public struct Preprocessing: Hashable, Sendable {
    /// The length of the short side after the resize, in pixels. The long side is in proportion, rounded down.
    public var resizeShortSide: Int
    /// The height of the centre crop in pixels, which is the network's input.
    public var cropHeight: Int
    /// The width of the centre crop in pixels.
    public var cropWidth: Int
    /// For a crop that is not square: the extent that the resized picture just covers. Nil if the short side alone determines the
    /// size. See ``scaled(toHeight:width:)``.
    public internal(set) var covered: Extent?
    public var filter: ResizeFilter
    /// The means of red, green and blue, in units of 0…255.
    public var mean: [Float]
    /// The standard deviations of red, green and blue, in units of 0…255.
    public var standardDeviation: [Float]

    /// - Precondition: The sizes are positive, and there are three means and three deviations.
    public init(
        resizeShortSide: Int, cropHeight: Int, cropWidth: Int, filter: ResizeFilter, mean: [Float],
        standardDeviation: [Float]
    ) {
        precondition(resizeShortSide > 0 && cropHeight > 0 && cropWidth > 0, "preprocessing to an empty picture")
        precondition(mean.count == 3 && standardDeviation.count == 3, "means and deviations of three channels")
        self.resizeShortSide = resizeShortSide
        self.cropHeight = cropHeight
        self.cropWidth = cropWidth
        self.filter = filter
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// Resizes, crops and normalises `image`: writes `(pixel - mean) / standardDeviation` as `[cropHeight, cropWidth, 3]`.
    ///
    /// Equals torchvision's `Resize(resizeShortSide)`, `CenterCrop((cropHeight, cropWidth))` and `Normalize` on a Pillow image.
    /// Black padding surrounds a resized picture that is smaller than the crop. Only the pixels within the crop are computed, so
    /// a picture of 1×10,000 pixels costs no more than others.
    /// - Precondition: `destination` has `cropHeight * cropWidth * 3` elements.
    public func apply(to image: Image, into destination: UnsafeMutableBufferPointer<Float>) {
        precondition(destination.count == cropHeight * cropWidth * 3, "a buffer of \(destination.count) elements")
        let size = resizedSize(of: image)
        let columns = Window(of: size.width, crop: cropWidth)
        let rows = Window(of: size.height, crop: cropHeight)
        // A pixel has 256 values: divides once for each of them.
        let tables = (0..<3).map { channel in
            (0..<256).map { (Float($0) - mean[channel]) / standardDeviation[channel] }
        }
        if columns.source.count < cropWidth || rows.source.count < cropHeight {
            for index in destination.indices { destination[index] = tables[index % 3][0] }
        }
        tables[0].withUnsafeBufferPointer { red in
            tables[1].withUnsafeBufferPointer { green in
                tables[2].withUnsafeBufferPointer { blue in
                    image.resizeRows(
                        width: size.width, height: size.height, filter: filter, columns: columns.source,
                        rows: rows.source
                    ) { index, row in
                        var pixel = row.baseAddress!
                        var output = destination.baseAddress! + ((rows.offset + index) * cropWidth + columns.offset) * 3
                        for _ in 0..<columns.source.count {
                            output[0] = red[Int(pixel[0])]
                            output[1] = green[Int(pixel[1])]
                            output[2] = blue[Int(pixel[2])]
                            pixel += 3
                            output += 3
                        }
                    }
                }
            }
        }
    }

    /// The size of the whole picture after the resize, before the crop.
    package func resizedSize(of image: Image) -> (width: Int, height: Int) {
        if let covered { return Self.covering(covered, image) }
        let long = Int(Double(resizeShortSide * max(image.width, image.height)) / Double(image.shortSide))
        return image.width <= image.height ? (resizeShortSide, long) : (long, resizeShortSide)
    }
}

/// The crop along one axis: the pixels of the resized picture within it, and their offset in the crop.
private struct Window {
    let source: Range<Int>
    let offset: Int

    /// As torchvision's `center_crop`: half a pixel rounds to even, and a picture that is too small is padded first.
    init(of size: Int, crop: Int) {
        if size < crop {
            source = 0..<size
            offset = (crop - size) / 2
        } else {
            let start = Int((Double(size - crop) / 2).rounded(.toNearestOrEven))
            source = start..<start + crop
            offset = 0
        }
    }
}
