import _SwiftletMicrokernelInterface

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
        let a = arguments.pointee.a.elements + pixel &* arguments.pointee.aStride
        let b = arguments.pointee.b.elements + pixel &* arguments.pointee.bStride
        let output = arguments.pointee.output.mutableElements + pixel &* arguments.pointee.outputStride
        var channel = 0
        while channel < arguments.pointee.channels {
            let x = clamp(function(load(a + channel), load(b + channel)), low, high)
            store(x, first: arguments.pointee.channels - channel, to: output + channel)
            channel += lanes
        }
    }
}

/// Scales every row. The elements of a step alternate along the row, and so do their factors.
@inline(__always)
private func scale(_ arguments: UnsafePointer<ElementwiseArguments>) {
    var a = arguments.pointee.a.elements
    var output = arguments.pointee.output.mutableElements
    var first = 0
    while first < arguments.pointee.pixels {
        let b = arguments.pointee.b.elements + first
        let factor = alternate(first &+ depthStep <= arguments.pointee.pixels ? repeatFactor(b) : repeatLastFactor(b))
        var channel = 0
        while channel < arguments.pointee.channels {
            store(load(a + channel) * factor, first: arguments.pointee.channels &- channel, to: output + channel)
            channel &+= lanes
        }
        a += arguments.pointee.aStride
        output += arguments.pointee.outputStride
        first &+= depthStep
    }
}
