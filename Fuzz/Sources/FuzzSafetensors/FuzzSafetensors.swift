import Formats
import Tensors

/// The reader's views must not outlive the call, so nobody needs to own the bytes.
private final class Owner: Sendable {}

/// Reads whatever it is given as a safetensors file and visits every element of what it describes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSafetensors(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let weights = try? Safetensors.read(bytes, owner: Owner(), name: "fuzz") {
        for (_, tensor) in weights { _ = tensor.floats() }
    }
    return 0
}

/// SwiftPM expects the entry point under this name, and libFuzzer's own `main` under another.
@_cdecl("FuzzSafetensors_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    var count = count
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments
    return runDriver(&count, &arguments, fuzzSafetensors)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
