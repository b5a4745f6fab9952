import SwiftletTensors

// What the shape rules of several operations share.

/// Bounds on what a description may ask for. Within them no arithmetic on its numbers overflows.
enum Limit {
    static let extent = 1 << 20
    static let elements = 1 << 40
}

/// A shape within the limits.
func checked(_ extents: [Int]) throws(TypeMismatch) -> Shape {
    guard let shape = Shape(exactly: extents), extents.allSatisfy({ (1...Limit.elements).contains($0) }),
        shape.count <= Limit.elements
    else {
        throw TypeMismatch("a value of \(extents.map(String.init).joined(separator: "×")) is not possible")
    }
    return shape
}

func divides(_ groups: Int, _ channels: Int, _ what: String) throws(TypeMismatch) {
    guard groups >= 1, channels >= 1, channels % groups == 0 else {
        throw TypeMismatch("\(channels) \(what) cannot be split into \(groups) groups")
    }
}

extension Shape {
    /// The channels of a map, or the features of rows; 1 without a second axis.
    var channelCount: Int { rank > 1 ? extents[1] : 1 }

    /// The shape itself, if it is a map's.
    func asMap() throws(TypeMismatch) -> Shape {
        guard rank == 4 else { throw TypeMismatch("expected [batch, channels, height, width], not \(self)") }
        return self
    }

    /// The shape itself, if it is a map's or if it is of rows.
    func asMapOrRows() throws(TypeMismatch) -> Shape {
        guard rank == 4 || rank == 2 else {
            throw TypeMismatch("expected [batch, channels, height, width] or [batch, features], not \(self)")
        }
        return self
    }

    /// The same map, or rows, with other channels.
    func withChannels(_ channels: Int) throws(TypeMismatch) -> Shape {
        try checked([batch, channels] + extents.dropFirst(2))
    }

    /// The same map with another size.
    func withSize(_ size: Size) throws(TypeMismatch) -> Shape {
        try checked([batch, channels, size.height, size.width])
    }
}
