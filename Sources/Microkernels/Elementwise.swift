import _MicrokernelInterface

/// Sum or product of two maps. See ``ElementwiseArguments``.
func elementwise(_ arguments: UnsafePointer<ElementwiseArguments>) {
    switch arguments.pointee.function {
    case .add: elementwise(arguments) { $0 + $1 }
    case .multiply: elementwise(arguments) { $0 * $1 }
    case .scale: scale(arguments)
    }
}

@inline(__always)
private func elementwise(_ arguments: UnsafePointer<ElementwiseArguments>, _ function: (Vector, Vector) -> Vector) {
    let low = Vector(repeating: arguments.pointee.minimum)
    let high = Vector(repeating: arguments.pointee.maximum)
    for pixel in 0..<arguments.pointee.pixels {
        let a = arguments.pointee.a + pixel &* arguments.pointee.aStride
        let b = arguments.pointee.b + pixel &* arguments.pointee.bStride
        let output = arguments.pointee.output + pixel &* arguments.pointee.outputStride
        var channel = 0
        while channel < arguments.pointee.channels {
            let x = clamp(function(load(a + channel), load(b + channel)), low, high)
            store(x, first: arguments.pointee.channels - channel, to: output + channel)
            channel += lanes
        }
    }
}

/// One factor for all channels of a pixel.
@inline(__always)
private func scale(_ arguments: UnsafePointer<ElementwiseArguments>) {
    for pixel in 0..<arguments.pointee.pixels {
        let a = arguments.pointee.a + pixel &* arguments.pointee.aStride
        let factor = Vector(repeating: arguments.pointee.b[pixel &* arguments.pointee.bStride])
        let output = arguments.pointee.output + pixel &* arguments.pointee.outputStride
        var channel = 0
        while channel < arguments.pointee.channels {
            store(load(a + channel) * factor, first: arguments.pointee.channels &- channel, to: output + channel)
            channel &+= lanes
        }
    }
}
