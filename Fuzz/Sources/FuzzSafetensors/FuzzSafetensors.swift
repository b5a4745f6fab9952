import FuzzDriver
import SwiftletFormats
import SwiftletTensors

private final class Owner: Sendable {}

/// libFuzzer's test: reads the bytes as a safetensors file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSafetensors(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let weights = try? Safetensors.read(bytes, owner: Owner(), name: "input") {
        for (_, tensor) in weights { _ = tensor.floats() }
    }
    return 0
}

@_cdecl("FuzzSafetensors_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    fuzz(count, arguments, fuzzSafetensors)
}
