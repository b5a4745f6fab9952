import SwiftletGraphs
import SwiftletTensors

/// The window of the picture that an element of a map depends on (A. Araujo, W. Norris, J. Sim, "Computing Receptive
/// Fields of Convolutional Neural Networks", Distill, 2019).
///
/// A squeeze-and-excite gate lets every pixel see the whole picture. The field is then the field of the map that the gate
/// scales, and ``hasGlobalContext`` is true.
public struct ReceptiveField: Hashable, Sendable, Codable {
    /// The field along one axis, in pixels of the picture.
    public struct Axis: Hashable, Sendable {
        /// The window's extent. It may reach into the padding, beyond the picture.
        public internal(set) var size: Double
        /// The distance between the windows of neighbouring elements.
        public internal(set) var stride: Double
        /// The centre of the first element's window; 0 is the centre of the first pixel.
        public internal(set) var centre: Double
    }

    public internal(set) var vertical: Axis
    public internal(set) var horizontal: Axis
    /// Whether the way includes a gate that reads the whole map.
    public internal(set) var hasGlobalContext: Bool
    /// False after a global pool or a flattening has turned the map into a vector.
    public internal(set) var isOfMap: Bool

    /// Rows and columns, in whole pixels.
    public var size: Size {
        Size(Int(vertical.size.rounded(.up)), Int(horizontal.size.rounded(.up)))
    }

    /// The field of a picture's own pixel.
    static let pixel = ReceptiveField(
        vertical: Axis(size: 1, stride: 1, centre: 0), horizontal: Axis(size: 1, stride: 1, centre: 0),
        hasGlobalContext: false, isOfMap: true)
}

extension Graph {
    /// The receptive field of every node's output with respect to the first input; nil if the output does not depend on
    /// it.
    func receptiveFields() -> [ReceptiveField?] {
        var fields = [ReceptiveField?](repeating: nil, count: values.count)
        if let input = inputs.first, shape(of: input).rank == 4 { fields[input.index] = .pixel }
        return nodes.map { node in
            let known = node.inputs.filter { fields[$0.index] != nil }
            guard let first = known.first else { return nil }
            let field = node.operation.analysis.receptiveField(
                FieldInputs(
                    fields: known.compactMap { fields[$0.index] }, input: shape(of: first),
                    output: shape(of: node.output)))
            fields[node.output.index] = field
            return field
        }
    }
}

/// The receptive fields of an operation's inputs.
struct FieldInputs {
    /// The fields of the inputs that depend on the picture, in the order of the inputs; at least one.
    let fields: [ReceptiveField]
    /// The shape of the first input that depends on the picture.
    let input: Shape
    let output: Shape

    /// The field of the first input that depends on the picture.
    var field: ReceptiveField { fields[0] }

    /// The field of a value that joins all inputs.
    var joined: ReceptiveField { fields.dropFirst().reduce(field) { $0.joined($1) } }
}
