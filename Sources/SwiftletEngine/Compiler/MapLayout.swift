import SwiftletTensors

/// Where a value lies in the arena: pixels in row-major order, the channels of a pixel next to each other (NHWC), pixels
/// `pixelStride` floats apart.
struct MapLayout: Sendable {
    let batch: Int
    let height: Int
    let width: Int
    let channels: Int
    /// In floats from the start of the arena.
    let offset: Int
    let pixelStride: Int

    var rowStride: Int { width * pixelStride }
    var imageStride: Int { height * rowStride }
    var pixels: Int { batch * height * width }

    init(_ shape: Shape, offset: Int, pixelStride: Int) {
        batch = shape.batch
        channels = shape.channels
        height = shape.height
        width = shape.width
        self.offset = offset
        self.pixelStride = pixelStride
    }

    /// The stride that a map of its own gets: whole cache lines, so that vectors lie within them. Inputs are dense.
    static func pixelStride(channels: Int) -> Int {
        (channels + 15) / 16 * 16
    }
}
