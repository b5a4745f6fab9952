import FuzzDriver
import SwiftletFormats
import SwiftletTensors

private final class Owner: Sendable {}

/// libFuzzer's test: reads the bytes as a PyTorch checkpoint of either layout.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPickle(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let weights = try? PyTorchCheckpoint.read(bytes, owner: Owner(), name: "input") {
        for (_, tensor) in weights { _ = tensor.floats() }
    }
    return 0
}

@_cdecl("FuzzPickle_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    fuzz(count, arguments, fuzzPickle)
}
