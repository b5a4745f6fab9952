import _SwiftletMicrokernelInterface

/// An element-wise function over a map. See ``ActivationArguments``.
func activation(_ arguments: UnsafePointer<ActivationArguments>) {
    let low = Vector(repeating: arguments.pointee.minimum)
    let high = Vector(repeating: arguments.pointee.maximum)
    switch arguments.pointee.function {
    case .clamp: map(arguments) { x, _ in clamp(x, low, high) }
    case .hardSigmoid: map(arguments) { x, _ in hardSigmoid(x) }
    case .hardSwish: map(arguments) { x, _ in x * hardSigmoid(x) }
    case .sigmoid: map(arguments) { x, _ in sigmoid(x) }
    case .silu: map(arguments) { x, _ in x * sigmoid(x) }
    case .gelu: map(arguments) { x, _ in gelu(x) }
    case .tanh: map(arguments) { x, _ in 2 * sigmoid(2 * x) - 1 }
    case .parametricReLU:
        guard let slopes = arguments.pointee.slopes else { return }
        let zero = Vector(repeating: 0)
        map(arguments) { x, channel in
            multiplyAdd(maximum(zero, x), load(slopes + channel), minimum(zero, x))
        }
    }
}

@inline(__always)
private func map(_ arguments: UnsafePointer<ActivationArguments>, _ function: (Vector, Int) -> Vector) {
    for pixel in 0..<arguments.pointee.pixels {
        let input = arguments.pointee.input.elements + pixel &* arguments.pointee.inputStride
        let output = arguments.pointee.output.mutableElements + pixel &* arguments.pointee.outputStride
        var channel = 0
        // Two vectors at a time, because a function's operations wait for each other. Nothing beyond the channels is read:
        // another thread may be writing there.
        while channel &+ lanes < arguments.pointee.channels {
            let rest = arguments.pointee.channels &- channel &- lanes
            let x = function(load(input + channel), channel)
            let y = function(load(input + (channel &+ lanes), first: rest), channel &+ lanes)
            store(x, to: output + channel)
            store(y, first: rest, to: output + (channel &+ lanes))
            channel &+= 2 &* lanes
        }
        if channel < arguments.pointee.channels {
            let rest = arguments.pointee.channels &- channel
            store(function(load(input + channel, first: rest), channel), first: rest, to: output + channel)
        }
    }
}

@inline(__always) private func sigmoid(_ x: Vector) -> Vector {
    let one = Vector(repeating: 1)
    return reciprocal(one + exponential(ofNegative: x))
}

/// e^−x as 2^n · 2^f with |f| ≤ ½. A minimax polynomial computes 2^f. x is clamped to [−87, 87].
///
/// The relative error is at most 2e-7 for |x| ≤ 1, and 8e-6 up to the ends. For bfloat16, whose own error is 2e-3, a shorter
/// polynomial has an error of 8e-5.
@inline(__always) private func exponential(ofNegative x: Vector) -> Vector {
    let x = clamp(x, Vector(repeating: -87), Vector(repeating: 87))
    let minusLog2e = Vector(repeating: -1.442_695_04)
    // Adding 1.5 · 2^23 leaves the rounded integer in the low bits.
    let magic = Vector(repeating: 12_582_912)
    let shifted = multiplyAdd(magic, x, minusLog2e)
    let f = multiplyAdd(magic - shifted, x, minusLog2e)
    #if SWIFTLET_BFLOAT16
    var p = Vector(repeating: 0.0551716648)
    p = multiplyAdd(Vector(repeating: 0.242611125), p, f)
    p = multiplyAdd(Vector(repeating: 0.693260968), p, f)
    p = multiplyAdd(Vector(repeating: 0.999928057), p, f)
    #else
    var p = Vector(repeating: 0.00132764713)
    p = multiplyAdd(Vector(repeating: 0.00967554096), p, f)
    p = multiplyAdd(Vector(repeating: 0.0555071309), p, f)
    p = multiplyAdd(Vector(repeating: 0.240221202), p, f)
    p = multiplyAdd(Vector(repeating: 0.693146944), p, f)
    p = multiplyAdd(Vector(repeating: 1.00000012), p, f)
    #endif
    // Adds the integer to the exponent. The shift drops the bits of 1.5 · 2^23 itself.
    let exponent = unsafeBitCast(shifted, to: IntegerVector.self) &<< 23
    return unsafeBitCast(unsafeBitCast(p, to: IntegerVector.self) &+ exponent, to: Vector.self)
}

/// x · Φ(x), the error function by Abramowitz and Stegun 7.1.26 (|error| ≤ 1.5e-7).
@inline(__always) private func gelu(_ x: Vector) -> Vector {
    let z = x * Vector(repeating: 0.707_106_78)
    let zero = Vector(repeating: 0)
    let one = Vector(repeating: 1)
    let magnitude = maximum(z, zero - z)
    let t = reciprocal(multiplyAdd(one, magnitude, Vector(repeating: 0.327_591_1)))
    var p = Vector(repeating: 1.061_405_429)
    p = multiplyAdd(Vector(repeating: -1.453_152_027), p, t)
    p = multiplyAdd(Vector(repeating: 1.421_413_741), p, t)
    p = multiplyAdd(Vector(repeating: -0.284_496_736), p, t)
    p = multiplyAdd(Vector(repeating: 0.254_829_592), p, t)
    // ½ x (1 + erf z) = ½ (x + |x| · erf |z|), because x and z have the same sign.
    let erf = one - p * t * exponential(ofNegative: magnitude * magnitude)
    return multiplyAdd(x, maximum(x, zero - x), erf) * Vector(repeating: 0.5)
}
