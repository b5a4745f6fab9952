import SwiftletModelZoo
import Testing

@Suite struct EfficientNetLitePackageKeysTests {
    @Test(arguments: [
        ("_conv_stem.weight", "conv_stem.weight"),
        ("_bn0.running_var", "bn1.running_var"),
        ("_blocks.0._depthwise_conv.weight", "blocks.0.0.conv_dw.weight"),
        ("_blocks.0._project_conv.weight", "blocks.0.0.conv_pw.weight"),
        ("_blocks.0._bn2.bias", "blocks.0.0.bn2.bias"),
        ("_blocks.1._expand_conv.weight", "blocks.1.0.conv_pw.weight"),
        ("_blocks.2._bn0.weight", "blocks.1.1.bn1.weight"),
        ("_blocks.5._depthwise_conv.weight", "blocks.3.0.conv_dw.weight"),
        ("_blocks.10._bn1.running_mean", "blocks.4.2.bn2.running_mean"),
        ("_blocks.11._project_conv.weight", "blocks.5.0.conv_pwl.weight"),
        ("_blocks.15._bn2.running_var", "blocks.6.0.bn3.running_var"),
        ("_conv_head.weight", "conv_head.weight"),
        ("_bn1.bias", "bn2.bias"),
        ("_fc.weight", "classifier.weight"),
        ("_fc.bias", "classifier.bias"),
    ])
    func names(_ key: String, _ expected: String) {
        #expect(EfficientNetLitePackageKeys.timmKey(key) == expected)
    }

    @Test(arguments: [
        "", ".", "_bn0.num_batches_tracked", "_blocks.16._bn1.weight", "_blocks.-1._bn1.weight",
        "_blocks.01._bn1.weight",
        "_blocks.0._expand_conv.weight", "_blocks.1._se_reduce.weight", "conv_stem.weight",
        "_blocks.99999999999999999999._bn1.weight",
    ])
    func leavesOut(_ key: String) {
        #expect(EfficientNetLitePackageKeys.timmKey(key) == nil)
    }

    /// All keys of the checkpoint: no two get the same name, and 247 of 296 get one.
    @Test func isOneToOne() {
        let norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
        var keys = ["_conv_stem.weight", "_conv_head.weight", "_fc.weight", "_fc.bias"]
        keys += ["_bn0", "_bn1"].flatMap { layer in norm.map { "\(layer).\($0)" } }
        for block in 0..<16 {
            let layers =
                block == 0
                ? ["_depthwise_conv", "_project_conv"] : ["_expand_conv", "_depthwise_conv", "_project_conv"]
            keys += layers.map { "_blocks.\(block).\($0).weight" }
            keys += (block == 0 ? ["_bn1", "_bn2"] : ["_bn0", "_bn1", "_bn2"])
                .flatMap { layer in norm.map { "_blocks.\(block).\(layer).\($0)" } }
        }
        #expect(keys.count == 296)
        let mapped = keys.compactMap(EfficientNetLitePackageKeys.timmKey)
        #expect(mapped.count == 247)
        #expect(Set(mapped).count == 247)
    }
}
