import SwiftletImaging
import Testing

/// Preprocessing for another size, against timm 1.0.31's transforms at `crop_pct` 0.875.
@Suite struct ScalingTests {
    private let own = Preprocessing(
        resizeShortSide: 256, cropHeight: 224, cropWidth: 224, filter: .bicubic, mean: [0, 0, 0],
        standardDeviation: [1, 1, 1])

    @Test(arguments: [(224, 256), (160, 182), (256, 292), (64, 73), (1, 1)])
    func squares(_ side: Int, _ resize: Int) {
        let scaled = own.scaled(toHeight: side, width: side)
        #expect(scaled.resizeShortSide == resize && scaled.cropHeight == side && scaled.cropWidth == side)
        #expect(scaled.covered == nil)
        #expect(side != 224 || scaled == own)
    }

    /// Height and width of the picture, of the crop and of the result of `ResizeKeepRatio`.
    @Test(arguments: [
        [512, 512, 160, 224, 256, 256], [333, 1000, 160, 224, 182, 547], [1000, 333, 160, 224, 769, 256],
        [301, 451, 224, 160, 256, 384], [96, 64, 64, 256, 438, 292], [96, 64, 224, 160, 273, 182],
        [1080, 1920, 224, 160, 256, 455],
    ])
    func rectangles(_ test: [Int]) {
        let image = Image(
            width: test[1], height: test[0], pixels: [UInt8](repeating: 7, count: 3 * test[0] * test[1]))
        let scaled = own.scaled(toHeight: test[2], width: test[3])
        let size = scaled.resizedSize(of: image)
        #expect([size.height, size.width] == [test[4], test[5]])
        #expect(min(size.height, size.width) <= scaled.resizeShortSide)
        // The picture covers the crop: no pixel is padding.
        var pixels = [Float](repeating: -1, count: 3 * test[2] * test[3])
        pixels.withUnsafeMutableBufferPointer { scaled.apply(to: image, into: $0) }
        #expect(pixels.allSatisfy { $0 == 7 })
    }
}
