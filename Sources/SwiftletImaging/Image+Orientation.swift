extension Image {
    /// The upright picture, from pixels stored with the given EXIF orientation.
    func oriented(by orientation: Orientation) -> Image {
        if orientation == .upright { return self }
        let (right, below) = (3, width * 3)
        let (lastColumn, lastRow) = ((width - 1) * right, (height - 1) * below)
        // The offset of the first pixel, and the steps to its neighbours on the right and below.
        let (start, stepX, stepY) =
            switch orientation {
            case .upright: (0, right, below)
            case .mirrored: (lastColumn, -right, below)
            case .rotated180: (lastColumn + lastRow, -right, -below)
            case .flipped: (lastRow, right, -below)
            case .transposed: (0, below, right)
            case .rotated90: (lastRow, -below, right)
            case .transversed: (lastColumn + lastRow, -below, -right)
            case .rotated270: (lastColumn, below, -right)
            }
        let newWidth = orientation.swapsSides ? height : width
        let newHeight = orientation.swapsSides ? width : height
        let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { buffer, initializedCount in
            var destination = buffer.baseAddress!
            pixels.withUnsafeBufferPointer { source in
                for y in 0..<newHeight {
                    var pixel = source.baseAddress! + start + y * stepY
                    for x in 0..<newWidth {
                        destination[0] = pixel[0]
                        destination[1] = pixel[1]
                        destination[2] = pixel[2]
                        destination += 3
                        if x < newWidth - 1 { pixel += stepX }
                    }
                }
            }
            initializedCount = buffer.count
        }
        var image = Image(width: newWidth, height: newHeight, pixels: turned)
        image.warnings = warnings
        return image
    }
}
