import Graphs

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

    /// The shape as the file sees it.
    var extents: [Int] { axes.map { $0.map { shape[$0] } } ?? shape }
}
