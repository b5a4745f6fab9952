import Formats
import Tensors

private final class Owner: Sendable {}

/// What libFuzzer calls: the bytes are a safetensors file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let weights = try? Safetensors.read(bytes, owner: Owner(), name: "input") {
        for (_, tensor) in weights { _ = tensor.floats() }
    }
    return 0
}
