import SwiftletReports

/// Where the points and the names of a chart are.
package typealias ScatterLayout = (centres: [(x: Double, y: Double)], labels: [LabelPlacement.Label])

/// What is wrong with the names of a layout: a reader must know whose name each is.
package func labelFaults(_ layout: ScatterLayout) -> [String] {
    var faults: [String] = []
    for (index, label) in layout.labels.enumerated() {
        let distances = layout.centres.map { label.box.distance(to: $0) }
        let nearest = distances.indices.min { distances[$0] < distances[$1] }
        if !label.hasLeader, nearest != label.point { faults.append("\(label.text) is nearer to another point") }
        if distances.contains(where: { $0 < 3 }) { faults.append("\(label.text) covers a point") }
        for other in layout.labels[(index + 1)...] where other.box.overlaps(label.box) {
            faults.append("\(label.text) and \(other.text) overlap")
        }
    }
    return faults
}
