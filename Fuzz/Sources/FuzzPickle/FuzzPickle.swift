import Formats
import Tensors

/// The reader's views must not outlive the call, so nobody needs to own the bytes.
private final class Owner: Sendable {}

/// Reads whatever it is given as a PyTorch checkpoint, of either layout, and visits every element.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPickle(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let weights = try? PyTorchCheckpoint.read(bytes, owner: Owner(), name: "fuzz") {
        for (_, tensor) in weights { _ = tensor.floats() }
    }
    return 0
}

/// SwiftPM expects the entry point under this name, and libFuzzer's own `main` under another.
@_cdecl("FuzzPickle_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    var count = count
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments
    return runDriver(&count, &arguments, fuzzPickle)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
