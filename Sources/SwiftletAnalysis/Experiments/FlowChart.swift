import SwiftletReports

/// Channels from layer to layer. Each has the colours of the first layer's groups that it depends on.
public struct FlowChart: Chart {
    public struct Layer: Hashable, Sendable {
        /// The operation that leads here. The first layer is the input.
        public var name: String
        /// The channels of the previous layer that each channel reads.
        public var reads: [[Int]]
        /// The groups of the first layer that each channel depends on, ascending.
        public var origins: [[Int]]

        public init(name: String, reads: [[Int]], origins: [[Int]]) {
            self.name = name
            self.reads = reads
            self.origins = origins
        }
    }

    public var title: String
    public var summary: String
    public var layers: [Layer]
    /// The names of the colours.
    public var groups: [String]

    public init(title: String, summary: String, layers: [Layer], groups: [String]) {
        self.title = title
        self.summary = summary
        self.layers = layers
        self.groups = groups
    }

    public func drawing(width: Double) -> Drawing {
        var drawing = Drawing(width: width, height: 0)
        let top = Legend.draw(groups, into: &drawing) + 4
        let channels = max(layers.map(\.origins.count).max() ?? 1, 1)
        let cell = min((width - 8) / Double(channels), 44)
        let box = (width: cell * 0.72, height: 15.0)
        let step = 74.0
        let left = (width - cell * Double(channels)) / 2
        func centre(_ channel: Int) -> Double { left + (Double(channel) + 0.5) * cell }
        drawing.height = top + step * Double(max(layers.count, 1) - 1) + box.height + 26

        for (index, layer) in layers.enumerated() {
            let y = top + 20 + Double(index) * step
            for (channel, reads) in layer.reads.enumerated() where index > 0 {
                for source in reads where source < layers[index - 1].origins.count {
                    // An edge that carries one group has its colour. A mixed edge has none.
                    let origins = layers[index - 1].origins[source]
                    let style = origins.count == 1 ? ChartStyle.stroke(origins[0]) : "axis"
                    drawing.line(centre(source), y - step + box.height, centre(channel), y, "edge " + style)
                }
            }
        }
        for (index, layer) in layers.enumerated() {
            let y = top + 20 + Double(index) * step
            drawing.text(TextMetrics.fitted(layer.name, width, size: 11), 0, y - 6, "label soft small")
            for (channel, origins) in layer.origins.enumerated() {
                let part = box.width / Double(max(origins.count, 1))
                for (place, group) in origins.enumerated() {
                    drawing.rect(
                        centre(channel) - box.width / 2 + Double(place) * part, y, part, box.height,
                        ChartStyle.fill(group))
                }
            }
        }
        return drawing
    }
}
