import Graphs
import Tensors

extension Translator {
    /// Scales a map to the size of another in the graph: that is how the graph says it.
    func resizeOperator() throws(ONNXError) {
        let x = try mapInput(0)
        let shape = graph.shape(of: x)
        let isUpsample = node.type == "Upsample"
        let isEarly = isUpsample || opset < 11
        let mode = try node.text("mode", default: "nearest")
        let transform = try node.text("coordinate_transformation_mode", default: isEarly ? "asymmetric" : "half_pixel")
        let rounding = try node.text("nearest_mode", default: isEarly ? "floor" : "round_prefer_floor")
        guard try node.integer("antialias", default: 0) == 0 else { throw error("smooths before it scales") }
        guard !node.has("axes"), try node.text("keep_aspect_ratio_policy", default: "stretch") == "stretch" else {
            throw error("names its axes, or keeps the ratio of sides")
        }

        let sizes = isEarly ? nil : try integersInput(3, "sizes")
        let target: Size
        if let sizes {
            guard sizes.count == 4, sizes[0] == shape[0], sizes[1] == shape[1] else {
                throw error("scales \(shape) to \(list(sizes)); only height and width can be scaled")
            }
            target = Size(sizes[2], sizes[3])
        } else {
            var scales = try node.floats("scales")
            if let constant = try constantInput(isEarly ? 1 : 2, "scales") { scales = constant.numbers }
            guard let scales, scales.count == 4,
                scales[0] == 1, scales[1] == 1, scales[2] > 0, scales[3] > 0, scales[2] <= 1024, scales[3] <= 1024
            else { throw error("lacks scales that leave batch and channels as they are") }
            // Otherwise the coordinates follow from the scales and not from the sizes.
            guard (Double(shape.height) * scales[2]).rounded() == Double(shape.height) * scales[2],
                (Double(shape.width) * scales[3]).rounded() == Double(shape.width) * scales[3]
            else { throw error("scales \(shape) to a fraction of a pixel") }
            target = Size(Int(Double(shape.height) * scales[2]), Int(Double(shape.width) * scales[3]))
        }
        if target == Size(shape.height, shape.width) { return define(x) }

        let isWhole = target.height % shape.height == 0 && target.width % shape.width == 0
        let interpolation: Interpolation
        switch mode {
        case "nearest":
            // Enlarged by a whole number, all roundings of pixel centres agree.
            let isFloor = transform == "asymmetric" && rounding == "floor"
            let isCentred = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "tf_half_pixel_for_nn"]
                .contains(transform)
            guard isFloor || (isWhole && isCentred && rounding != "ceil" && rounding != "floor") else {
                throw error("takes the nearest pixel by \(transform) and \(rounding), which nothing here does")
            }
            interpolation = .nearest
        case "linear", "bilinear":
            guard ["half_pixel", "pytorch_half_pixel", "half_pixel_symmetric"].contains(transform) else {
                throw error("interpolates by \(transform); only half_pixel is supported")
            }
            interpolation = .bilinear
        default: throw error("scales by mode \(mode); only nearest and linear are supported")
        }
        guard let like = latestMap(of: target) else {
            throw error("scales to \(target), a size that no map before it has")
        }
        fixedSizeNode = fixedSizeNode ?? node
        define(try emit(.resize(interpolation), [x, like]))
    }
}
