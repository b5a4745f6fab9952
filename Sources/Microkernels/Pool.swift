import _MicrokernelInterface

/// One output pixel of a pooling layer. See ``PoolArguments``.
func pool(_ arguments: UnsafePointer<PoolArguments>) {
    if arguments.pointee.scale == 0 {
        poolPixel(arguments) {
            maximum($0, $1)
        } finish: {
            $0
        }
    } else {
        let scale = Vector(repeating: arguments.pointee.scale)
        poolPixel(arguments) {
            $0 + $1
        } finish: {
            $0 * scale
        }
    }
}

@inline(__always)
private func poolPixel(
    _ arguments: UnsafePointer<PoolArguments>, combine: (Vector, Vector) -> Vector, finish: (Vector) -> Vector
) {
    var channel = 0
    while channel < arguments.pointee.channels {
        let input = arguments.pointee.input.elements + channel
        var result = load(input)
        for row in 0..<arguments.pointee.rows {
            let x = input + row &* arguments.pointee.rowStride
            // The first pixel is in the result already.
            for column in (row == 0 ? 1 : 0)..<arguments.pointee.columns {
                result = combine(result, load(x + column &* arguments.pointee.columnStride))
            }
        }
        store(
            finish(result), first: arguments.pointee.channels - channel,
            to: arguments.pointee.output.mutableElements + channel)
        channel += lanes
    }
}
