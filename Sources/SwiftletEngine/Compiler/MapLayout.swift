import SwiftletTensors
import _SwiftletMicrokernelInterface

/// Where a value lies in the arena: pixels in row-major order, the channels of a pixel next to each other (NHWC), pixels
/// `pixelStride` elements apart.
struct MapLayout: Sendable {
    let batch: Int
    let height: Int
    let width: Int
    let channels: Int
    let element: ElementType
    /// From the start of the arena.
    let byteOffset: Int
    /// In elements, as all strides are.
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

    /// The stride of a map that is not a view: whole cache lines of float32, so that vectors lie within them. Inputs are
    /// dense.
    static func pixelStride(channels: Int) -> Int {
        (channels + 15) / 16 * 16
    }
}
