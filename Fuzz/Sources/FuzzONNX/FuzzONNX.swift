import FuzzDriver
import SwiftletONNX
import SwiftletTensors

/// libFuzzer's test: reads the bytes as an ONNX file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzONNX(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let file = try? ONNXFile(bytes, name: "input", folder: "", batch: 2, size: 8) {
        // A file that was read must have a valid graph and a tensor for each parameter.
        do {
            try file.graph.validate()
        } catch {
            fatalError("\(error)")
        }
        for (key, parameter) in file.graph.parameters {
            guard let tensor = file.weights[key], tensor.shape == parameter.shape else { fatalError(key) }
            _ = tensor.floats()
        }
        _ = file.graph.listing
    }
    return 0
}

@_cdecl("FuzzONNX_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    fuzz(count, arguments, fuzzONNX)
}
