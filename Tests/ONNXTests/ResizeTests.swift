import SwiftletGraphs
import Testing

/// The ways to scale in ONNX that are the graph's own. The fixtures `resize-…` compare them with ONNX Runtime.
@Suite struct ResizeTests {
    private static func resize(
        _ mode: String, _ transform: String, _ rounding: String, from: Int, to: Int, _ others: [[UInt8]] = []
    ) -> [UInt8] {
        let side = max(from, to)
        let pools = [("to", to), ("small", from)].map { name, extent in
            let kernel = [side - extent + 1, side - extent + 1]
            return Proto.node("MaxPool", ["x"], [name], attributes: [Proto.attribute("kernel_shape", kernel)])
        }
        let attributes = [
            Proto.attribute("mode", mode), Proto.attribute("coordinate_transformation_mode", transform),
            Proto.attribute("nearest_mode", rounding),
        ]
        let scaled = Proto.node("Resize", ["small", "", "", "s"], ["big"], name: "n", attributes: attributes + others)
        return Proto.model(
            nodes: pools + [scaled, Proto.node("Add", ["big", "to"], ["y"])],
            tensors: [Proto.integers("s", [1, 2, to, to])], inputs: [Proto.info("x", [1, 2, side, side])])
    }

    @Test(arguments: [
        ("asymmetric", "floor", 4, 7), ("asymmetric", "floor", 7, 4), ("tf_half_pixel_for_nn", "floor", 3, 6),
        ("half_pixel", "round_prefer_floor", 3, 9), ("half_pixel_symmetric", "round_prefer_ceil", 4, 8),
        ("pytorch_half_pixel", "round_prefer_floor", 8, 4), ("half_pixel", "floor", 8, 4),
        ("align_corners", "floor", 1, 5),
    ])
    func nearest(_ transform: String, _ rounding: String, _ from: Int, _ to: Int) throws {
        let graph = try read(Self.resize("nearest", transform, rounding, from: from, to: to)).graph
        #expect(graph.nodes.map(\.operation).contains(.resize(.nearest)))
    }

    @Test(arguments: [
        ("nearest", "tf_half_pixel_for_nn", "round_prefer_floor", 3, 6, "tf_half_pixel_for_nn and round_prefer_floor"),
        ("nearest", "half_pixel", "floor", 3, 6, "half_pixel and floor"),
        ("nearest", "half_pixel", "ceil", 4, 8, "half_pixel and ceil"),
        ("nearest", "half_pixel", "round_prefer_ceil", 8, 4, "half_pixel and round_prefer_ceil"),
        ("nearest", "asymmetric", "ceil", 4, 8, "asymmetric and ceil"),
        ("nearest", "align_corners", "floor", 4, 8, "align_corners and floor"),
        ("nearest", "tf_crop_and_resize", "floor", 4, 8, "by tf_crop_and_resize, which is not supported"),
        ("nearest", "half_pixel", "round", 4, 8, "by round, which is not supported"),
        ("linear", "asymmetric", "floor", 4, 8, "interpolates by asymmetric"),
        ("linear", "align_corners", "floor", 4, 8, "interpolates by align_corners"),
        ("linear", "tf_half_pixel_for_nn", "floor", 4, 8, "interpolates by tf_half_pixel_for_nn"),
        ("linear", "pytorch_half_pixel", "floor", 4, 1, "interpolates by pytorch_half_pixel"),
        ("cubic", "half_pixel", "floor", 4, 8, "mode cubic"),
    ])
    func refused(
        _ mode: String, _ transform: String, _ rounding: String, _ from: Int, _ to: Int, _ reason: String
    ) {
        expectRefusal(Self.resize(mode, transform, rounding, from: from, to: to), "node “n” (Resize)", reason)
    }

    @Test func ratioOfSides() {
        let policy = [Proto.attribute("keep_aspect_ratio_policy", "not_larger")]
        expectRefusal(Self.resize("nearest", "asymmetric", "floor", from: 4, to: 8, policy), "not_larger")
    }
}
