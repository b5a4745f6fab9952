import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The place of a value in the arena. Pixels are in row-major order, `pixelStride` elements apart. The channels of a
/// pixel are adjacent (NHWC).
struct MapLayout: Sendable {
    let batch: Int
    let height: Int
    let width: Int
    let channels: Int
    let element: ElementType
    /// From the start of the arena.
    let byteOffset: Int
    /// In elements, like all strides.
    let pixelStride: Int

    var rowStride: Int { width * pixelStride }
    var imageStride: Int { height * rowStride }
    var pixels: Int { batch * height * width }
    /// Elements, without the gaps between pixels.
    var count: Int { pixels * channels }

    init(_ type: MapType, byteOffset: Int, pixelStride: Int) {
        batch = type.shape.batch
        channels = type.shape.channels
        height = type.shape.height
        width = type.shape.width
        element = type.element
        self.byteOffset = byteOffset
        self.pixelStride = pixelStride
    }

    /// The map's first element in an arena.
    func pointer(in arena: UnsafeMutableRawPointer) -> MapPointer { MapPointer(arena + byteOffset, element) }

    /// The pixel stride of a map with its own buffer: whole cache lines of float32, so that vectors do not cross lines.
    /// Inputs are dense instead.
    static func pixelStride(channels: Int) -> Int {
        (channels + 15) / 16 * 16
    }
}
