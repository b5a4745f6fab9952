/// How the camera was held: the EXIF tag 0x0112, whose value says which rows and columns come first in the file.
///
/// Anything missing or malformed counts as upright: a picture is not rejected for its metadata.
enum Orientation: Int {
    case upright = 1
    case mirrored = 2
    case rotated180 = 3
    case flipped = 4
    case transposed = 5
    case rotated90 = 6
    case transversed = 7
    case rotated270 = 8

    /// What the file says: in its EXIF block, and only where that has no such tag, in its XMP packet, as Pillow's
    /// `getexif` looks for it.
    init(in bytes: UnsafeRawBufferPointer, format: ImageFormat) {
        let metadata: Metadata =
            switch format {
            case .jpeg: .ofJPEG(bytes)
            case .png: .ofPNG(bytes)
            case .webp: .ofWebP(bytes)
            // A GIF has none, and libheif turns the picture itself.
            case .gif, .heic, .avif: Metadata()
            }
        let value =
            metadata.exif.flatMap { $0.withBytes(EXIF.orientation) }
            ?? metadata.xmp.flatMap { $0.withBytes(XMP.orientation) }
        self = value.flatMap(Orientation.init) ?? .upright
    }

    var swapsSides: Bool { rawValue >= 5 }
}
