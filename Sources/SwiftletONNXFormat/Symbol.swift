import SwiftletGraphs

/// What a name in the file stands for while it is translated.
enum Symbol {
    case constant(Constant)
    /// An initializer that nothing has read yet: its place in the file's list.
    case initializer(Int)
    case view(View)
    /// What could not be translated. Only who needs it fails by it: an idiom's inner nodes have no counterpart alone.
    case failure(ONNXError)
}

/// A value of the graph under another logical shape: `base` read in row-major order as `shape`, then its axes put in the
/// order `axes`. Graphs know maps and rows only; a view that leads back to one of them is resolved when it is needed.
struct View {
    var base: ValueID
    var shape: [Int]
    /// Nil where the axes are in their order.
    var axes: [Int]?
    /// Of rows whose features the file has in another order than the graph.
    var features: FeatureOrder?

    /// The shape as the file sees it.
    var extents: [Int] { axes.map { $0.map { shape[$0] } } ?? shape }

    /// Another value seen in the same way.
    func over(_ value: ValueID) -> View {
        var result = self
        result.base = value
        return result
    }
}

/// Where each feature of a row, in the file's order, lies in the graph's row: TensorFlow flattens maps with their channels last.
struct FeatureOrder {
    let places: [Int]
    /// Tells parameters in this order from the same in another.
    let number: Int
}

/// A map or rows, and which of the graph's axes each of the file's is.
struct Arranged {
    var value: ValueID
    var axes: [Int]
    var features: FeatureOrder?

    /// For each of the graph's axes, which of the file's it is.
    var inverse: [Int] { axes.indices.map { axis in axes.firstIndex(of: axis) ?? axis } }
}
