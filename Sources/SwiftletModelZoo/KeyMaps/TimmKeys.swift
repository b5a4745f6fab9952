// timm's names for networks with torchvision's keys. Block `b` of timm's stage `s` is `blocks.s.b`.

extension MobileNetV2: AlternativelyKeyed {
    /// timm's `mobilenetv2_…`.
    var keyMaps: [KeyMap] {
        var modules = [
            (theirs: "conv_stem", ours: "features.0.0"), (theirs: "bn1", ours: "features.0.1"),
            (theirs: "conv_head", ours: "features.18.0"), (theirs: "bn2", ours: "features.18.1"),
            (theirs: "classifier", ours: "classifier.1"),
        ]
        var index = 0
        for (stage, row) in Self.rows.enumerated() {
            for i in 0..<row.n {
                index += 1
                modules += InvertedResidual.Keys.timmPairs(
                    in: "blocks.\(stage).\(i)", "features.\(index).conv", ours: Self.keys(expands: row.t != 1))
            }
        }
        return [KeyMap(.timm, modules: modules)]
    }
}

extension MobileNetV3: AlternativelyKeyed {
    /// timm's `mobilenetv3_…` and `tf_mobilenetv3_…`. Rows with the same channels are one stage. The head consists of
    /// convolutions.
    var keyMaps: [KeyMap] {
        var modules = [
            (theirs: "conv_stem", ours: "features.0.0"), (theirs: "bn1", ours: "features.0.1"),
            (theirs: "conv_head", ours: "classifier.0"), (theirs: "classifier", ours: "classifier.3"),
        ]
        var (stage, block) = (-1, 0)
        for (i, row) in rows.enumerated() {
            let opensStage = i == 0 || rows[i - 1].c != row.c
            (stage, block) = opensStage ? (stage + 1, 0) : (stage, block + 1)
            let squeezes = row.squeezes && !minimalistic
            modules += InvertedResidual.Keys.timmPairs(
                in: "blocks.\(stage).\(block)", "features.\(i + 1)",
                ours: .sequence(expands: expands(row, from: i == 0 ? 16 : rows[i - 1].c), excites: squeezes),
                excites: squeezes)
        }
        let last = "features.\(rows.count + 1)"
        modules.append((theirs: "blocks.\(stage + 1).0.conv", ours: last + ".0"))
        modules.append((theirs: "blocks.\(stage + 1).0.bn1", ours: last + ".1"))
        return [KeyMap(.timm, modules: modules)]
    }
}

extension MnasNet: AlternativelyKeyed {
    /// timm's `mnasnet_…` for B1. The other forms have timm's names already.
    var keyMaps: [KeyMap] {
        form == .b1 ? [KeyMap(timmFor: .torchvisionMnasNet, repeats: Self.b1.map(\.n), excites: false)] : []
    }
}

extension EfficientNet: AlternativelyKeyed {
    /// timm's `efficientnet_b…` and `tf_efficientnet_b…`; of Lite0, the names of PyPI's `efficientnet-lite-pytorch`.
    var keyMaps: [KeyMap] {
        switch form {
        case .standard: [KeyMap(timmFor: keys, repeats: Self.rows.indices.map { repeats(ofStage: $0) }, excites: true)]
        case .lite where width == 1 && depth == 1:
            [KeyMap(.efficientNetLitePackage) { EfficientNetLitePackageKeys.timmKey($0) }]
        case .lite: []
        }
    }
}

extension EfficientNetV2: AlternativelyKeyed {
    /// timm's `efficientnetv2_…` and `tf_efficientnetv2_…`.
    var keyMaps: [KeyMap] {
        var modules = StagedKeys.timm.ends(pairedWith: .torchvisionEfficientNet(stages: rows.count))
        for (stage, row) in rows.enumerated() {
            for i in 0..<row.n {
                let (theirs, ours) = ("blocks.\(stage).\(i)", "features.\(stage + 1).\(i)")
                switch row.block {
                case .mb:
                    modules += InvertedResidual.Keys.timmPairs(
                        in: theirs, ours, ours: .sequence(expands: true, excites: true), excites: true)
                case .fused where row.e == 1:
                    modules += [(theirs + ".conv", ours + ".block.0.0"), (theirs + ".bn1", ours + ".block.0.1")]
                case .fused:
                    modules += [
                        (theirs + ".conv_exp", ours + ".block.0.0"), (theirs + ".bn1", ours + ".block.0.1"),
                        (theirs + ".conv_pwl", ours + ".block.1.0"), (theirs + ".bn2", ours + ".block.1.1"),
                    ]
                }
            }
        }
        return [KeyMap(.timm, modules: modules)]
    }
}
