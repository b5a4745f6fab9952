/// The module names of a network that has a stem, stages of inverted residuals, a head and a classifier.
struct StagedKeys {
    let stem: ConvNormKeys
    /// A block of the first stage, which has no expansion.
    let separable: InvertedResidual.Keys
    /// A block of any other stage.
    let residual: InvertedResidual.Keys
    let head: ConvNormKeys
    let classifier: String
    /// The path of a block.
    let block: @Sendable (_ stage: Int, _ index: Int) -> String

    func block(inStage stage: Int) -> InvertedResidual.Keys { stage == 0 ? separable : residual }

    static let timm = StagedKeys(
        stem: ConvNormKeys("conv_stem", "bn1"), separable: .timmSeparable, residual: .timm,
        head: ConvNormKeys("conv_head", "bn2"), classifier: "classifier"
    ) { "blocks.\($0).\($1)" }
}

extension KeyMap {
    /// timm's names of a network.
    /// - Parameters:
    ///   - ours: The network's own names.
    ///   - repeats: The blocks of every stage.
    ///   - excites: Whether the blocks have squeeze-and-excite.
    init(timmFor ours: StagedKeys, repeats: [Int], excites: Bool) {
        let theirs = StagedKeys.timm
        var modules = theirs.ends(pairedWith: ours)
        for (stage, count) in repeats.enumerated() {
            for i in 0..<count {
                modules += InvertedResidual.Keys.timmPairs(
                    in: theirs.block(stage, i), ours.block(stage, i), ours: ours.block(inStage: stage),
                    excites: excites)
            }
        }
        self.init(.timm, modules: modules)
    }
}

extension StagedKeys {
    /// The modules before and after the stages, under these names and under `ours`.
    func ends(pairedWith ours: StagedKeys) -> [(theirs: String, ours: String)] {
        [
            (stem.conv, ours.stem.conv), (stem.norm, ours.stem.norm), (head.conv, ours.head.conv),
            (head.norm, ours.head.norm), (classifier, ours.classifier),
        ]
    }
}
