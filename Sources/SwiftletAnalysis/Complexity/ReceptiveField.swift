import SwiftletGraphs
import SwiftletTensors

/// The window of the picture that an element of a map depends on (A. Araujo, W. Norris, J. Sim, "Computing Receptive
/// Fields of Convolutional Neural Networks", Distill, 2019).
///
/// A squeeze-and-excite gate lets every pixel see the whole picture. The field is then that of the map that is scaled,
/// and ``hasGlobalContext`` says that there is more.
public struct ReceptiveField: Hashable, Sendable, Codable {
    /// Along one axis, in pixels of the picture.
    public struct Axis: Hashable, Sendable {
        /// The window's extent. It may reach beyond the picture, into the padding.
        public internal(set) var size: Double
        /// How far the windows of neighbouring elements lie apart.
        public internal(set) var stride: Double
        /// The centre of the first element's window; 0 is the centre of the first pixel.
        public internal(set) var centre: Double
    }

    public internal(set) var vertical: Axis
    public internal(set) var horizontal: Axis
    /// Whether a gate computed from the whole map is somewhere in it.
    public internal(set) var hasGlobalContext: Bool
    /// False once the map was averaged or flattened to one vector.
    public internal(set) var isOfMap: Bool

    /// Rows and columns, in whole pixels.
    public var size: Size {
        Size(Int(vertical.size.rounded(.up)), Int(horizontal.size.rounded(.up)))
    }

    /// Of a pixel of the picture itself.
    static let pixel = ReceptiveField(
        vertical: Axis(size: 1, stride: 1, centre: 0), horizontal: Axis(size: 1, stride: 1, centre: 0),
        hasGlobalContext: false, isOfMap: true)
}

extension ReceptiveField.Axis {
    /// No picture is this large; beyond it numbers only have to stay finite.
    private static let limit = 0x1p52

    private func limited() -> Self {
        Self(
            size: Swift.min(size, Self.limit), stride: Swift.min(stride, Self.limit),
            centre: Swift.min(Swift.max(centre, -Self.limit), Self.limit))
    }

    /// Of what a window of `span` elements sees that starts `before` elements outside and moves by `step`.
    func sliding(_ span: Int, step: Double, before: Double) -> Self {
        Self(
            size: size + Double(span - 1) * stride, stride: stride * step,
            centre: centre + (Double(span - 1) / 2 - before) * stride
        ).limited()
    }

    /// The smallest window that holds both; the strides of maps that meet agree but for rounding.
    func union(_ other: Self) -> Self {
        let first = Swift.min(centre - (size - 1) / 2, other.centre - (other.size - 1) / 2)
        let last = Swift.max(centre + (size - 1) / 2, other.centre + (other.size - 1) / 2)
        return Self(size: last - first + 1, stride: Swift.max(stride, other.stride), centre: (first + last) / 2)
            .limited()
    }

    /// Of a map of `from` elements made `to` long; `neighbours` are read for each.
    func scaled(from: Int, to: Int, neighbours: Int) -> Self {
        let step = Double(from) / Double(to)
        return Self(
            size: size + Double(neighbours - 1) * stride, stride: stride * step,
            centre: centre + (step - 1) / 2 * stride
        ).limited()
    }
}

extension Graph {
    /// The receptive field of every node's output with respect to the first input; nil for what does not depend on it.
    func receptiveFields() -> [ReceptiveField?] {
        var fields = [ReceptiveField?](repeating: nil, count: shapes.count)
        if let input = inputs.first, shape(of: input).rank == 4 { fields[input.index] = .pixel }
        return nodes.map { node in
            let field = receptiveField(of: node, fields)
            fields[node.output.index] = field
            return field
        }
    }

    private func receptiveField(of node: Node, _ fields: [ReceptiveField?]) -> ReceptiveField? {
        let known = node.inputs.filter { fields[$0.index] != nil }
        guard let first = known.first, var field = fields[first.index] else { return nil }
        let input = shape(of: first)

        func slide(_ window: Window) {
            let padding = window.padding.resolved(input: Size(input.height, input.width), window: window)
            field.vertical = field.vertical.sliding(
                window.span.height, step: Double(window.stride.height), before: Double(padding.top))
            field.horizontal = field.horizontal.sliding(
                window.span.width, step: Double(window.stride.width), before: Double(padding.left))
        }
        func collapse() {
            guard input.rank == 4 else { return }
            slide(Window(kernel: Size(input.height, input.width), stride: Size(input.height, input.width)))
            field.isOfMap = false
        }

        switch node.operation {
        case .convolution(let op): slide(op.window)
        case .maxPool(let op), .averagePool(let op): slide(op.window)
        case .transposedConvolution(let op):
            // An output pixel is made of ⌈span / stride⌉ input pixels.
            let output = shape(of: node.output)
            field.vertical = field.vertical.scaled(
                from: input.height, to: output.height,
                neighbours: (op.window.span.height + op.window.stride.height - 1) / op.window.stride.height)
            field.horizontal = field.horizontal.scaled(
                from: input.width, to: output.width,
                neighbours: (op.window.span.width + op.window.stride.width - 1) / op.window.stride.width)
        case .adaptiveAveragePool(1), .adaptiveMaxPool(1), .flatten: collapse()
        case .adaptiveAveragePool(let size), .adaptiveMaxPool(let size):
            // The largest cell; steps are as long as cells on average.
            func cell(_ extent: Int, _ cells: Int) -> Int {
                min(extent, (extent + cells - 1) / cells + (extent % cells == 0 ? 0 : 1))
            }
            let window = Size(cell(input.height, size.height), cell(input.width, size.width))
            field.vertical = field.vertical.sliding(
                window.height, step: Double(input.height) / Double(size.height), before: 0)
            field.horizontal = field.horizontal.sliding(
                window.width, step: Double(input.width) / Double(size.width), before: 0)
        case .pad(let padding):
            field.vertical = field.vertical.sliding(1, step: 1, before: Double(padding.top))
            field.horizontal = field.horizontal.sliding(1, step: 1, before: Double(padding.left))
        case .resize(let interpolation):
            let output = shape(of: node.output)
            let neighbours = interpolation == .bilinear ? 2 : 1
            field.vertical = field.vertical.scaled(from: input.height, to: output.height, neighbours: neighbours)
            field.horizontal = field.horizontal.scaled(from: input.width, to: output.width, neighbours: neighbours)
        case .add, .multiply, .concatenate:
            field = known.dropFirst().reduce(field) { joined($0, fields[$1.index]!) }
        case .linear, .batchNormalization, .activation, .parametricReLU, .slice, .channelShuffle,
            .localResponseNormalization, .dropout, .softmax, .identity:
            break
        }
        return field
    }

    private func joined(_ a: ReceptiveField, _ b: ReceptiveField) -> ReceptiveField {
        // A gate of one element a channel meets a map.
        if a.isOfMap != b.isOfMap {
            var map = a.isOfMap ? a : b
            map.hasGlobalContext = true
            return map
        }
        return ReceptiveField(
            vertical: a.vertical.union(b.vertical), horizontal: a.horizontal.union(b.horizontal),
            hasGlobalContext: a.hasGlobalContext || b.hasGlobalContext, isOfMap: a.isOfMap)
    }
}
