/// How the camera was held: the EXIF tag 0x0112, which tells how the rows and columns of the file are turned or mirrored.
///
/// A missing or malformed tag counts as upright: a picture is never rejected for its metadata.
enum Orientation: Int {
    case upright = 1
    case mirrored = 2
    case rotated180 = 3
    case flipped = 4
    case transposed = 5
    case rotated90 = 6
    case transversed = 7
    case rotated270 = 8

    /// The orientation in the file's EXIF block or, if that lacks the tag, in its XMP packet: the order of Pillow's `getexif`.
    init(in bytes: UnsafeRawBufferPointer, format: ImageFormat) {
        let metadata: Metadata =
            switch format {
            case .jpeg: .ofJPEG(bytes)
            case .png: .ofPNG(bytes)
            case .webp: .ofWebP(bytes)
            // A GIF has no orientation, and libheif applies it.
            case .gif, .heic, .avif: Metadata()
            }
        let value =
            metadata.exif.flatMap { $0.withBytes(EXIF.orientation) }
            ?? metadata.xmp.flatMap { $0.withBytes(XMP.orientation) }
        self = value.flatMap(Orientation.init) ?? .upright
    }

    var swapsSides: Bool { rawValue >= 5 }
}
