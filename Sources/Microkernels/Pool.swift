import _SwiftletMicrokernelInterface

/// A run of output pixels of a pooling layer. See ``PoolArguments``.
func pool(_ arguments: UnsafePointer<PoolArguments>) {
    if arguments.pointee.scale == 0 {
        poolPixels(arguments, start: { $0 }, combine: { maximum($0, $1) }, finish: { $0 })
    } else {
        let zero = Vector(repeating: 0)
        let scale = Vector(repeating: arguments.pointee.scale)
        poolPixels(arguments, start: { _ in zero }, combine: { $0 + $1 }, finish: { $0 * scale })
    }
}

@inline(__always)
private func poolPixels(
    _ arguments: UnsafePointer<PoolArguments>, start: (Vector) -> Vector, combine: (Vector, Vector) -> Vector,
    finish: (Vector) -> Vector
) {
    for pixel in 0..<arguments.pointee.pixels {
        let window = arguments.pointee.input.elements + pixel &* arguments.pointee.pixelStride
        let output = arguments.pointee.output.mutableElements + pixel &* arguments.pointee.outputStride
        let columnStride = arguments.pointee.columnStride
        var channel = 0
        while channel < arguments.pointee.channels {
            let input = window + channel
            var result = start(load(input))
            for row in 0..<arguments.pointee.rows {
                var x = input + row &* arguments.pointee.rowStride
                var left = arguments.pointee.columns
                while left >= 3 {
                    let first = combine(load(x), load(x + columnStride))
                    result = combine(result, combine(first, load(x + 2 &* columnStride)))
                    x += 3 &* columnStride
                    left &-= 3
                }
                while left > 0 {
                    result = combine(result, load(x))
                    x += columnStride
                    left &-= 1
                }
            }
            store(finish(result), first: arguments.pointee.channels &- channel, to: output + channel)
            channel &+= lanes
        }
    }
}
