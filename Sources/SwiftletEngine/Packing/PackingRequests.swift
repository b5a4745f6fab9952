import SwiftletGraphs

/// What determines packed constants to the last bit, for one set of weights.
struct PackingKey: Hashable {
    private let layout: AnyHashable
    private let parameters: LayerParameters

    init(_ layout: any PackingLayout, _ parameters: LayerParameters) {
        self.layout = AnyHashable(layout)
        self.parameters = parameters
    }
}

/// The constants that the steps of a program ask for while they are built: those that are packed already for another program, and
/// new ones.
final class PackingRequests {
    private let known: (PackingKey) -> PackedConstants?
    /// What has to be packed, in the order of the steps.
    private(set) var pending: [(key: PackingKey, constants: PackedConstants)] = []
    private var places: [PackingKey: Int] = [:]

    /// - Parameter known: Finds what is packed already.
    init(known: @escaping (PackingKey) -> PackedConstants?) {
        self.known = known
    }

    /// Bytes of memory that new constants need; `Int.max` for more than can be counted.
    var byteCount: Int { pending.reduce(0) { $0.addingSaturating($1.constants.byteCount) } }

    /// A layer's weights, multiplied by the factors of the batch norms that are folded into it.
    /// - Parameter channels: Output channels.
    func weights(_ layout: any PackingLayout, of parameters: LayerParameters, channels: Int) -> PackedConstants {
        let scales = parameters.norms.isEmpty ? nil : constants(ChannelScales(count: channels), of: parameters)
        return constants(layout, of: parameters, scaledBy: scales)
    }

    /// Constants that depend on nothing else that is packed.
    func constants(_ layout: any PackingLayout, of parameters: LayerParameters) -> PackedConstants {
        constants(layout, of: parameters, scaledBy: nil)
    }

    private func constants(
        _ layout: any PackingLayout, of parameters: LayerParameters, scaledBy scales: PackedConstants?
    ) -> PackedConstants {
        let key = PackingKey(layout, parameters)
        if let place = places[key] { return pending[place].constants }
        if let constants = known(key) { return constants }
        let constants = PackedConstants(layout, of: parameters, scaledBy: scales)
        places[key] = pending.count
        pending.append((key, constants))
        return constants
    }

    /// Takes memory for all new constants from the system.
    /// - Returns: Whether it was granted.
    func allocate() -> Bool {
        guard !pending.isEmpty else { return true }
        guard byteCount < .max, let memory = MappedMemory(byteCount: byteCount, isTouched: false) else { return false }
        var offset = 0
        for (_, constants) in pending {
            constants.place(in: memory, at: offset)
            offset += constants.byteCount
        }
        return true
    }
}
