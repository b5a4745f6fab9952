import SwiftletGraphs

/// The meaning of a name in the file during translation.
enum Symbol {
    case constant(Constant)
    /// An initializer that nothing has read yet: its index in the file's list.
    case initializer(Int)
    case view(View)
    /// A value that could not be translated. Only a node that needs it fails: the inner nodes of an idiom have no counterpart of
    /// their own.
    case failure(ONNXError)
}

/// A value of the graph under another logical shape: `base` is read in row-major order as `shape`, then its axes are put in the
/// order `axes`. A graph has maps and rows only. A view that is one of them is resolved when a node needs it.
struct View {
    var base: ValueID
    var shape: [Int]
    /// Nil for axes in their own order.
    var axes: [Int]?
    /// The order of a row's features, if the file has another order than the graph.
    var features: FeatureOrder?

    /// The shape in the file.
    var extents: [Int] { axes.map { $0.map { shape[$0] } } ?? shape }

    /// The same view of another value.
    func over(_ value: ValueID) -> View {
        var result = self
        result.base = value
        return result
    }
}

/// A row's features in another order: TensorFlow flattens maps with their channels last.
struct FeatureOrder {
    /// For each feature in the file's order, its index in the graph's row.
    let places: [Int]
    /// Distinguishes the same parameters in different orders.
    let number: Int
}

/// A map or rows of the graph, and the order of its axes in the file.
struct Arranged {
    var value: ValueID
    /// For each of the file's axes, the graph's axis.
    var axes: [Int]
    var features: FeatureOrder?

    /// For each of the graph's axes, the file's axis.
    var inverse: [Int] { axes.indices.map { axis in axes.firstIndex(of: axis) ?? axis } }
}
