import SwiftletGraphs
import SwiftletTensors

extension Translator {
    /// Scales a map to the size of another map: the graph has no other form of resize.
    func resizeOperator() throws(ONNXError) {
        let x = try arrangedMapInput(0)
        let shape = graph.shape(of: x.value)
        let isEarly = node.type == "Upsample" || opset < 11
        let sampling = Sampling(
            mode: try node.text("mode", default: "nearest"),
            transform: try node.text("coordinate_transformation_mode", default: isEarly ? "asymmetric" : "half_pixel"),
            rounding: try node.text("nearest_mode", default: isEarly ? "floor" : "round_prefer_floor"))
        guard try node.integer("antialias", default: 0) == 0 else {
            throw error("has antialias, which is not supported")
        }
        let policy = try node.text("keep_aspect_ratio_policy", default: "stretch")
        guard policy == "stretch" else { throw error("keeps the aspect ratio by \(policy), which is not supported") }
        guard let interpolation = sampling.interpolation else {
            throw error("scales by mode \(sampling.mode); only nearest and linear are supported")
        }

        let axes = try self.axes(try node.integers("axes") ?? [0, 1, 2, 3], rank: 4)
        let sizes = isEarly ? nil : try integersInput(3, "sizes")
        var target = [shape.batch, shape.channels, shape.height, shape.width]
        var scales = [1.0, 1, 1, 1]
        if let sizes {
            guard sizes.count == axes.count, sizes.allSatisfy({ (1...1 << 20).contains($0) }) else {
                throw error("scales \(shape) to \(list(sizes))")
            }
            for (size, axis) in zip(sizes, axes) {
                let own = x.axes[axis]
                scales[own] = Double(size) / Double(target[own])
                target[own] = size
            }
            // An input of another size would be scaled to the same size.
            holdForThisSize()
        } else {
            var given = try node.floats("scales")
            if let constant = try constantInput(isEarly ? 1 : 2, "scales") { given = constant.numbers }
            guard let given, given.count == axes.count, given.allSatisfy({ $0 > 0 && $0 <= 1024 }) else {
                throw error("has no scales, or impossible ones")
            }
            for (scale, axis) in zip(given, axes) {
                let own = x.axes[axis]
                scales[own] = scale
                target[own] = Int(Float(target[own]) * Float(scale))
            }
        }
        guard target[0] == shape.batch, target[1] == shape.channels else {
            throw error("scales the batch or the channels; only height and width can be scaled")
        }
        let size = Size(target[2], target[3])
        guard size.height > 0, size.width > 0 else { throw error("scales \(shape) to nothing") }
        for (from, to, scale) in [(shape.height, size.height, scales[2]), (shape.width, size.width, scales[3])] {
            if let reason = sampling.refusal(from: from, to: to, scale: scale) { throw error(reason) }
        }
        if size == Size(shape.height, shape.width) { return define(x.value, like: x) }
        guard let like = latestMap(of: size) else {
            throw error("scales to \(size), a size that no map before it has")
        }
        holdForThisSize()
        define(try emit(.resize(interpolation), [x.value, like]), like: x)
    }
}

/// The pixels that a Resize reads: <https://onnx.ai/onnx/operators/onnx__Resize.html>.
struct Sampling {
    let mode: String
    /// How an output pixel's position becomes one in the input.
    let transform: String
    /// The rule for the nearest pixel of a position between two.
    let rounding: String

    /// The closest interpolation of the graph. ``refusal(from:to:scale:)`` tells whether it is the same.
    var interpolation: Interpolation? {
        switch mode {
        case "nearest": .nearest
        case "linear", "bilinear": .bilinear
        default: nil
        }
    }

    /// Why scaling an axis differs from the graph's interpolation. Nil if every pixel is the same.
    func refusal(from: Int, to: Int, scale: Double) -> String? {
        guard place(0, from: from, to: to, scale: scale) != nil else {
            return "places its pixels by \(transform), which is not supported"
        }
        let limit = 1 << 16
        guard from <= limit, to <= limit else { return "scales a map of more than \(limit) rows or columns" }
        for i in 0..<to {
            // In float32, as ONNX Runtime computes it.
            let place = place(i, from: from, to: to, scale: scale) ?? 0
            if interpolation == .nearest {
                guard let pixel = nearest(place) else {
                    return "rounds to the nearest pixel by \(rounding), which is not supported"
                }
                guard min(max(pixel, 0), from - 1) == i * from / to else {
                    return "takes the nearest pixel by \(transform) and \(rounding) from \(from) to \(to); only "
                        + "⌊i · \(from) / \(to)⌋ is supported"
                }
            } else {
                let own = (Double(i) + 0.5) * Double(from) / Double(to) - 0.5
                let (a, b) = (min(max(Double(place), 0), Double(from - 1)), min(max(own, 0), Double(from - 1)))
                guard (a - b).magnitude <= 1e-4 else {
                    return "interpolates by \(transform) from \(from) to \(to); only half_pixel is supported"
                }
            }
        }
        return nil
    }

    private func place(_ i: Int, from: Int, to: Int, scale: Double) -> Float? {
        let (x, scale) = (Float(i), Float(scale))
        switch transform {
        case "half_pixel": return (x + 0.5) / scale - 0.5
        case "half_pixel_symmetric":
            let adjustment = Float(to) / (scale * Float(from))
            let centre = Float(from) / 2
            return centre * (1 - adjustment) + (x + 0.5) / scale - 0.5
        case "pytorch_half_pixel": return to > 1 ? (x + 0.5) / scale - 0.5 : 0
        case "tf_half_pixel_for_nn": return (x + 0.5) / scale
        case "asymmetric": return x / scale
        case "align_corners": return to == 1 ? 0 : x * Float(from - 1) / Float(to - 1)
        default: return nil
        }
    }

    private func nearest(_ place: Float) -> Int? {
        switch rounding {
        case "floor": Int(place.rounded(.down))
        case "ceil": Int(place.rounded(.up))
        case "round_prefer_floor": Int((place - 0.5).rounded(.up))
        case "round_prefer_ceil": Int((place + 0.5).rounded(.down))
        default: nil
        }
    }
}
