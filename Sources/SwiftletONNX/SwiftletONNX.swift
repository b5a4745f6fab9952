@_exported import ONNX
public import Swiftlet

// A product of its own, so that who reads no ONNX files builds no protocol buffers.

extension ONNXError: SwiftletError {}
