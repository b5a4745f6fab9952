import SwiftletGraphs
import SwiftletTensors

// Rules that several operations share; see ``OperationAnalysis/channelReads(_:)``.
extension NodeShapes {
    /// Each channel reads the same channel of every input. An input with a single channel serves all.
    func sameChannels() -> [[[Int]]] {
        let channels = inputs.map(\.channels)
        return (0..<output.channels).map { channel in channels.map { $0 == 1 ? [0] : [min(channel, $0 - 1)] } }
    }

    /// Each channel reads all channels of its group.
    func channelsOfGroups(_ groups: Int) -> [[[Int]]] {
        let (reads, writes) = (input.channels / groups, output.channels / groups)
        return (0..<output.channels).map { channel in
            let group = channel / writes
            return [Array(group * reads..<(group + 1) * reads)]
        }
    }

    func allChannels() -> [[[Int]]] { channelsOfGroups(1) }
}
