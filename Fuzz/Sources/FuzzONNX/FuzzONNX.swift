import FuzzDriver
import SwiftletONNX
import SwiftletTensors

/// What libFuzzer calls: the bytes are an ONNX file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzONNX(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let file = try? ONNXFile(bytes, name: "input", folder: "", batch: 2, size: 8) {
        // Whatever is read is a graph that holds together, with a tensor for each of its parameters.
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
