/// What the keys on the path to a dictionary tell about it.
struct StateDictNames {
    private(set) var hasMovingAverage = false

    /// Whether training scripts keep state dicts under every key of the path; false for the root, whose path is empty.
    var areAllKnown: Bool { count > 0 && known == count }
    private(set) var startsKnown = false
    private(set) var endsKnown = false
    private var count = 0
    private var known = 0

    func adding(_ key: PickleHeap.Key) -> StateDictNames {
        var result = self
        var isKnown = false
        if case .string(let name) = key {
            let plain = Self.plainName(name)
            if plain != nil { result.hasMovingAverage = true }
            isKnown = Self.known.contains(plain ?? name) || plain?.isEmpty == true
        }
        result.count += 1
        result.known += isKnown ? 1 : 0
        if count == 0 { result.startsKnown = isKnown }
        result.endsKnown = isKnown
        return result
    }

    /// The keys under which training scripts keep the state dict: torchvision uses `model`, BasicSR `params`.
    private static let known: Set<String> = [
        "state_dict", "model_state_dict", "model_state", "model_weights", "model", "net", "net_state_dict", "network",
        "module", "params", "weights",
    ]

    /// The name without “ema”, which marks a moving average (`model_ema`, `ema_state_dict`, `ema`); nil for other names.
    private static func plainName(_ name: String) -> String? {
        guard name.utf8.count <= 64, name.isASCII else { return nil }
        let words = name.lowercased().split(separator: "_", omittingEmptySubsequences: false)
        guard words.contains("ema") else { return nil }
        let plain = words.filter { $0 != "ema" }.joined(separator: "_")
        return plain.isEmpty || known.contains(plain) ? plain : nil
    }

    /// Whether a key looks like a parameter's: a path of modules, or the last part of one.
    static func looksLikeParameter(_ key: String) -> Bool {
        key.utf8.contains(UInt8(ascii: ".")) || parameters.contains(key)
    }

    private static let parameters: Set<String> = [
        "weight", "bias", "running_mean", "running_var", "num_batches_tracked",
    ]
}

extension PickleHeap.Key {
    /// Whether the value under this key only serves training.
    var isOfTraining: Bool {
        guard case .string(let name) = self, name.utf8.count <= 64, name.isASCII else { return false }
        let lower = name.lowercased()
        return ["optim", "scheduler", "scaler", "criterion", "callbacks", "loops", "rng"].contains {
            lower.contains($0)
        }
    }
}
