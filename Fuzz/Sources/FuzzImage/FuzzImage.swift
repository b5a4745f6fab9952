import FuzzDriver
import SwiftletImaging

/// libFuzzer's test: decodes the bytes as a picture, once at full size and leniently, once scaled and strictly. The limit of pixels
/// is low, so that many pictures can be tested.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let whole = DecodingOptions(maximumPixels: 1 << 20)
    let scaled = DecodingOptions(maximumPixels: 1 << 20, minimumShortSide: 4, strict: true)
    if let image = try? Image.decode(bytes, name: "fuzz", options: whole) {
        let size = 16
        let preprocessing = Preprocessing(
            resizeShortSide: size, cropHeight: size, cropWidth: size, filter: .bicubic, mean: [127, 127, 127],
            standardDeviation: [128, 128, 128])
        withUnsafeTemporaryAllocation(of: Float.self, capacity: size * size * 3) {
            preprocessing.apply(to: image, into: $0)
        }
    }
    _ = try? Image.decode(bytes, name: "fuzz", options: scaled)
    return 0
}

@_cdecl("FuzzImage_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    fuzz(count, arguments, fuzzImage)
}
