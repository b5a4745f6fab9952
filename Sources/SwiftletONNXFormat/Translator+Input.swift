import SwiftletFormats
import SwiftletGraphs
import SwiftletTensors

extension Translator {
    /// Finds the one input and gives it its shape: the file's, with the caller's extents for those that the file leaves open.
    /// - Returns: The shape that the caller wants. The graph gets it at the end.
    func readInput(batch: Int, size: Size?, isFinal: Bool) throws(ONNXError) -> Shape {
        let names = Set(nodes.flatMap(\.proto.input))
        // Up to version 3 of the format, initializers are inputs too.
        let inputs = proto.input.filter { symbols[$0.name] == nil }
        let used = inputs.filter { names.contains($0.name) }
        guard used.count == 1, let input = used.first else {
            let list = inputs.prefix(8).map { quoted($0.name) }.joined(separator: ", ")
            throw ONNXError(
                file: file,
                reason: inputs.isEmpty
                    ? "has no input" : "has \(used.count) inputs that nodes read, among \(list); one is supported")
        }
        func error(_ reason: String) -> ONNXError {
            ONNXError(file: file, place: "input \(quoted(input.name))", reason: reason)
        }
        guard case .tensorType(let type)? = input.type.value, type.hasShape else {
            throw error("has no shape")
        }
        guard let scalarType = ScalarType(onnx: type.elemType), scalarType.isFloatingPoint else {
            throw error(
                "has elements of type \(TensorReader.typeName(type.elemType)); a picture must be floating-point")
        }
        let dimensions = type.shape.dim
        guard dimensions.count == 4 else {
            throw error("has \(dimensions.count) axes; a picture has four, [batch, channels, height, width]")
        }
        let last = isChannelsLast(input.name)
        let order = last ? [0, 3, 1, 2] : [0, 1, 2, 3]
        let declared = order.map { axis in
            if case .dimValue(let extent)? = dimensions[axis].value, extent > 0 { Int(extent) } else { nil as Int? }
        }
        guard let channels = declared[1] else { throw error("leaves the number of channels open") }
        guard let height = declared[2] ?? size?.height, let width = declared[3] ?? size?.width else {
            throw error("leaves its height or width open; give a size (--size)")
        }
        let read = isFinal ? size ?? Size(height, width) : Size(height, width)
        // An open batch is read as one picture, so that no other extent can be mistaken for it.
        let shape = [declared[0] ?? 1, channels, read.height, read.width]
        guard let shape = Shape(exactly: shape),
            let wanted = Shape(exactly: [
                batch, channels, size?.height ?? height, size?.width ?? width,
            ])
        else {
            throw error("has an impossible shape")
        }
        do throws(GraphError) {
            let value = try graph.appendInput(shape)
            symbols[input.name] =
                last
                ? .view(View(base: value, shape: shape.extents, axes: [0, 2, 3, 1]))
                : .view(View(base: value, shape: shape.extents))
        } catch {
            throw ONNXError(file: file, place: "input \(quoted(input.name))", reason: error.reason)
        }
        return wanted
    }

    /// Whether the input has TensorFlow's order of axes, which tf2onnx keeps there: every node that reads the input, directly or after
    /// preprocessing, puts the channels first.
    private func isChannelsLast(_ name: String) -> Bool {
        var readers: [String: [ONNXNode]] = [:]
        for node in nodes { for name in Set(node.proto.input) { readers[name, default: []].append(node) } }
        var pending = [name]
        var seen: Set<String> = [name]
        var isLast = false
        while let name = pending.popLast() {
            for reader in readers[name] ?? [] {
                switch reader.type {
                case "Transpose":
                    guard (try? reader.integers("perm")) == [0, 3, 1, 2] else { return false }
                    isLast = true
                case "Add", "Sub", "Mul", "Div", "Cast", "Identity", "Clip", "Pad", "Slice", "Split", "Gather",
                    "Concat":
                    for output in reader.proto.output where seen.insert(output).inserted { pending.append(output) }
                case "Shape": break
                default: return false
                }
            }
        }
        return isLast
    }
}
