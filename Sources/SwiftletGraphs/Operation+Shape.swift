import SwiftletTensors

/// Bounds on what a description may ask for, so that no arithmetic on its numbers can overflow.
private enum Limit {
    static let extent = 1 << 20
    static let elements = 1 << 40
}

/// A reason without a place; the caller knows the place.
struct ShapeMismatch: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

extension Operation {
    /// The output's shape for inputs of the given shapes.
    func outputShape(_ inputs: [Shape]) throws(ShapeMismatch) -> Shape {
        guard inputs.count == inputCount(inputs.count) else {
            throw ShapeMismatch("\(name) takes \(inputCount(inputs.count)) inputs, not \(inputs.count)")
        }
        switch self {
        case .convolution(let op):
            let x = try featureMap(inputs[0])
            try divides(op.groups, x.channels, "input channels")
            try divides(op.groups, op.outputs, "output channels")
            return try activationMap(x.batch, op.outputs, op.window.output(of: x))
        case .transposedConvolution(let op):
            let x = try featureMap(inputs[0])
            try divides(op.groups, x.channels, "input channels")
            try divides(op.groups, op.outputs, "output channels")
            return try activationMap(x.batch, op.outputs, op.output(of: x))
        case .linear(let op):
            guard inputs[0].rank == 2 else { throw ShapeMismatch("linear takes [batch, inputs], not \(inputs[0])") }
            return try checked([inputs[0][0], op.outputs])
        case .batchNormalization, .parametricReLU:
            return try mapOrRows(inputs[0])
        case .channelShuffle, .localResponseNormalization:
            let x = try featureMap(inputs[0])
            if case .channelShuffle(let groups) = self { try divides(groups, x.channels, "channels") }
            if case .localResponseNormalization(let op) = self, !(1...Limit.extent).contains(op.size) {
                throw ShapeMismatch("normalises over \(op.size) channels")
            }
            return x
        case .activation, .dropout, .identity:
            return inputs[0]
        case .pad(let padding):
            let x = try featureMap(inputs[0])
            return try activationMap(x.batch, x.channels, padding.output(of: x))
        case .maxPool(let op), .averagePool(let op):
            let x = try featureMap(inputs[0])
            return try activationMap(x.batch, x.channels, op.window.output(of: x, ceil: op.ceilMode))
        case .adaptiveAveragePool(let size), .adaptiveMaxPool(let size):
            let x = try featureMap(inputs[0])
            return try activationMap(x.batch, x.channels, size)
        case .add, .multiply:
            return try broadcast(inputs[0], inputs[1])
        case .concatenate:
            let first = try mapOrRows(inputs[0])
            var channels = 0
            for x in inputs {
                guard x.rank == first.rank, x.batch == first.batch, x.extents.dropFirst(2) == first.extents.dropFirst(2)
                else {
                    throw ShapeMismatch("maps of different sizes meet: \(first) and \(x)")
                }
                channels += x.channels
            }
            return try first.withChannels(channels)
        case .slice(let range):
            let x = try mapOrRows(inputs[0])
            guard range.lowerBound >= 0, range.upperBound <= x.channels, !range.isEmpty else {
                throw ShapeMismatch("channels \(range) of a map that has \(x.channels)")
            }
            return try x.withChannels(range.count)
        case .flatten:
            guard inputs[0].rank >= 1 else { throw ShapeMismatch("a scalar cannot be flattened") }
            return try checked([inputs[0][0], inputs[0].extents.dropFirst().reduce(1, *)])
        case .softmax:
            guard inputs[0].rank >= 2 else {
                throw ShapeMismatch("softmax takes [batch, classes, …], not \(inputs[0])")
            }
            return inputs[0]
        case .resize:
            let x = try featureMap(inputs[0])
            let like = try featureMap(inputs[1])
            return try activationMap(x.batch, x.channels, Size(like.height, like.width))
        }
    }

    private func inputCount(_ given: Int) -> Int {
        switch self {
        case .add, .multiply, .resize: 2
        case .concatenate: max(given, 1)
        default: 1
        }
    }
}

extension Window {
    /// The map's size after the kernel has slid over `input`.
    func output(of input: Shape, ceil: Bool = false) throws(ShapeMismatch) -> Size {
        for (extent, what) in [
            (kernel.height, "kernel"), (kernel.width, "kernel"), (stride.height, "stride"), (stride.width, "stride"),
            (dilation.height, "dilation"), (dilation.width, "dilation"),
        ] where !(1...(1 << 12)).contains(extent) {
            throw ShapeMismatch("a \(what) of \(extent)")
        }
        let padding = self.padding.resolved(input: Size(input.height, input.width), window: self)
        try padding.check()
        func extent(_ input: Int, _ before: Int, _ after: Int, _ span: Int, _ stride: Int) -> Int {
            // Negative where the kernel is larger than the padded map; rounded up, one window may still be left.
            let room = input + before + after - span + (ceil ? stride - 1 : 0)
            let count = room < 0 ? 0 : room / stride + 1
            // PyTorch: the last window must start inside the map or its left padding.
            return ceil && (count - 1) * stride >= input + before ? count - 1 : count
        }
        let size = Size(
            extent(input.height, padding.top, padding.bottom, span.height, stride.height),
            extent(input.width, padding.left, padding.right, span.width, stride.width))
        guard size.height > 0, size.width > 0 else {
            throw ShapeMismatch(
                "a \(kernel) kernel does not fit on a \(input.height)×\(input.width) map; give a larger picture")
        }
        return size
    }
}

extension ResolvedPadding {
    /// The map's size with the zeros around it, and without what is taken away.
    fileprivate func output(of input: Shape) throws(ShapeMismatch) -> Size {
        for amount in [top, left, bottom, right] where !(-Limit.extent...Limit.extent).contains(amount) {
            throw ShapeMismatch("a padding of \(amount)")
        }
        guard max(0, -top) + max(0, -bottom) < input.height, max(0, -left) + max(0, -right) < input.width else {
            throw ShapeMismatch(
                "nothing would be left of a \(input.height)×\(input.width) map; give a larger picture")
        }
        return Size(input.height + vertical, input.width + horizontal)
    }

    fileprivate func check() throws(ShapeMismatch) {
        for amount in [top, left, bottom, right] where !(0...Limit.extent).contains(amount) {
            throw ShapeMismatch("a padding of \(amount)")
        }
    }
}

extension TransposedConvolution {
    func output(of input: Shape) throws(ShapeMismatch) -> Size {
        guard case .explicit(let top, let left, let bottom, let right) = window.padding else {
            throw ShapeMismatch("a transposed convolution takes explicit padding")
        }
        let size = Size(
            (input.height - 1) * window.stride.height - top - bottom + window.span.height + outputPadding.height,
            (input.width - 1) * window.stride.width - left - right + window.span.width + outputPadding.width)
        guard size.height > 0, size.width > 0 else {
            throw ShapeMismatch("a padding of \(window.padding) leaves nothing of the output")
        }
        return size
    }
}

private func featureMap(_ shape: Shape) throws(ShapeMismatch) -> Shape {
    guard shape.rank == 4 else { throw ShapeMismatch("expected [batch, channels, height, width], not \(shape)") }
    return shape
}

private func mapOrRows(_ shape: Shape) throws(ShapeMismatch) -> Shape {
    guard shape.rank == 4 || shape.rank == 2 else {
        throw ShapeMismatch("expected [batch, channels, height, width] or [batch, features], not \(shape)")
    }
    return shape
}

extension Shape {
    fileprivate func withChannels(_ channels: Int) throws(ShapeMismatch) -> Shape {
        try checked([batch, channels] + extents.dropFirst(2))
    }
}

private func divides(_ groups: Int, _ channels: Int, _ what: String) throws(ShapeMismatch) {
    guard groups >= 1, channels >= 1, channels % groups == 0 else {
        throw ShapeMismatch("\(channels) \(what) cannot be split into \(groups) groups")
    }
}

private func activationMap(_ batch: Int, _ channels: Int, _ size: Size) throws(ShapeMismatch) -> Shape {
    try checked([batch, channels, size.height, size.width])
}

/// A shape within the limits.
func checked(_ extents: [Int]) throws(ShapeMismatch) -> Shape {
    guard let shape = Shape(exactly: extents), extents.allSatisfy({ (1...Limit.elements).contains($0) }),
        shape.count <= Limit.elements
    else {
        throw ShapeMismatch("a value of \(extents.map(String.init).joined(separator: "×")) is not possible")
    }
    return shape
}

private func broadcast(_ a: Shape, _ b: Shape) throws(ShapeMismatch) -> Shape {
    guard a.rank == b.rank else { throw ShapeMismatch("\(a) and \(b) cannot be combined") }
    var extents: [Int] = []
    for (x, y) in zip(a.extents, b.extents) {
        guard x == y || x == 1 || y == 1 else { throw ShapeMismatch("\(a) and \(b) cannot be combined") }
        extents.append(max(x, y))
    }
    return try checked(extents)
}
