/// timm 1.0's pretrained configurations on the Hugging Face Hub: repositories, preprocessing and licences, at the size of the
/// published accuracy.
enum TimmWeights {
    static func entries(of network: String) -> [WeightsEntry] {
        (rows[network] ?? []).map { row in
            // Weights from TensorFlow need its padding and its ε.
            let isTensorFlow = row.tag.hasPrefix("tf_")
            return WeightsEntry(
                id: "timm.\(row.tag)",
                source: row.url.map { .url($0) }
                    ?? .huggingFace(repository: "timm/\(row.tag)", file: "model.safetensors"),
                licence: row.licence.rawValue, top1: row.top1, top1Origin: row.origin?.rawValue,
                preprocessing: WeightsEntry.Preprocessing(
                    resize: row.resize, crop: row.crop, interpolation: row.interpolation, row.normalization),
                padding: isTensorFlow ? .same : .symmetric, batchNormEpsilon: isTensorFlow ? 1e-3 : 1e-5,
                naming: .timm, sha256: [row.release ?? row.url].compactMap { $0.flatMap(WeightsEntry.hash(inName:)) })
        }
    }

    private enum Origin: String {
        case results = "huggingface/pytorch-image-models, results/results-imagenet.csv"
        case readme = "huggingface/pytorch-image-models, README.md"
    }

    private enum Licence: String {
        case apache = "Apache-2.0"
        case mit = "MIT"
        case mobileOne = "LicenseRef-MobileOne"
    }

    private struct Row {
        let network: String
        let tag: String
        /// Nil if timm's tables have none.
        let top1: Double?
        let origin: Origin?
        let resize: Int
        let crop: Int
        let interpolation: Resampling
        let normalization: Normalization
        let licence: Licence
        /// The file's address if it is not on the Hub.
        let url: String?
        /// The same weights in timm's releases on GitHub: a file named after its hash. Nil if there is none.
        let release: String?

        init(
            _ network: String, _ tag: String, _ top1: Double?, _ origin: Origin?, _ resize: Int, _ crop: Int,
            _ interpolation: Resampling, _ normalization: Normalization, licence: Licence = .apache, url: String? = nil,
            release: String? = nil
        ) {
            self.network = network
            self.tag = tag
            self.top1 = top1
            self.origin = origin
            self.resize = resize
            self.crop = crop
            self.interpolation = interpolation
            self.normalization = normalization
            self.licence = licence
            self.url = url
            self.release = release
        }
    }

    // Network, tag, top-1 and its origin, resize, crop, interpolation, normalisation.
    private static let rows = Dictionary(
        grouping: [
            Row("xception", "legacy_xception.tf_in1k", 79.04, .results, 333, 299, .bicubic, .half, url: xceptionURL),
            Row("mobilenetv1_100", "mobilenetv1_100.ra4_e3600_r224_in1k", 76.094, .readme, 269, 256, .bicubic, .half),
            Row(
                "mobilenet_v2", "mobilenetv2_100.ra_in1k", 72.976, .results, 256, 224, .bicubic, .imageNet,
                release: "mobilenetv2_100_ra-b33bc2c4.pth"),
            Row(
                "mobilenet_v2_140", "mobilenetv2_140.ra_in1k", 76.52, .results, 256, 224, .bicubic, .imageNet,
                release: "mobilenetv2_140_ra-21a4e913.pth"),
            Row(
                "mobilenet_v2_050", "mobilenetv2_050.lamb_in1k", 65.95, .results, 256, 224, .bicubic, .imageNet,
                release: "mobilenetv2_050-3d30d450.pth"),
            Row(
                "mobilenet_v3_large", "mobilenetv3_large_100.ra_in1k", 75.766, .results, 256, 224, .bicubic, .imageNet,
                release: "mobilenetv3_large_100_ra-f55367f5.pth"),
            Row(
                "mobilenet_v3_large", "tf_mobilenetv3_large_100.in1k", 75.516, .results, 256, 224, .bilinear, .half,
                release: "tf_mobilenetv3_large_100-427764d5.pth"),
            Row(
                "mobilenet_v3_large_075", "tf_mobilenetv3_large_075.in1k", 73.432, .results, 256, 224, .bilinear, .half,
                release: "tf_mobilenetv3_large_075-150ee8b0.pth"),
            Row(
                "mobilenet_v3_large_minimal", "tf_mobilenetv3_large_minimal_100.in1k", 72.258, .results, 256, 224,
                .bilinear, .half, release: "tf_mobilenetv3_large_minimal_100-8596ae28.pth"),
            Row(
                "mobilenet_v3_small", "tf_mobilenetv3_small_100.in1k", 67.918, .results, 256, 224, .bilinear, .half,
                release: "tf_mobilenetv3_small_100-37f49e2b.pth"),
            Row(
                "mobilenet_v3_small", "mobilenetv3_small_100.lamb_in1k", 67.656, .results, 256, 224, .bicubic,
                .imageNet, release: "mobilenetv3_small_100_lamb-266a294c.pth"),
            Row(
                "mobilenet_v3_small_075", "tf_mobilenetv3_small_075.in1k", 65.728, .results, 256, 224, .bilinear, .half,
                release: "tf_mobilenetv3_small_075-da427f52.pth"),
            Row(
                "mobilenet_v3_small_minimal", "tf_mobilenetv3_small_minimal_100.in1k", 62.89, .results, 256, 224,
                .bilinear, .half, release: "tf_mobilenetv3_small_minimal_100-922a7843.pth"),
            Row(
                "mobilenetv4_conv_small", "mobilenetv4_conv_small.e2400_r224_in1k", 74.616, .readme, 269, 256, .bicubic,
                .imageNet),
            Row(
                "mobilenetv4_conv_medium", "mobilenetv4_conv_medium.e500_r256_in1k", 80.858, .readme, 320, 320,
                .bicubic, .imageNet),
            Row(
                "mnasnet1_0", "mnasnet_100.rmsp_in1k", 74.65, .results, 256, 224, .bicubic, .imageNet,
                release: "mnasnet_b1-74cb7081.pth"),
            Row(
                "semnasnet_100", "semnasnet_100.rmsp_in1k", 75.45, .results, 256, 224, .bicubic, .imageNet,
                release: "mnasnet_a1-d9418771.pth"),
            Row(
                "mnasnet_small", "mnasnet_small.lamb_in1k", 66.196, .results, 256, 224, .bicubic, .imageNet,
                release: "mnasnet_small_lamb-aff75073.pth"),
            Row(
                "fbnetc_100", "fbnetc_100.rmsp_in1k", 75.13, .results, 256, 224, .bilinear, .imageNet,
                release: "fbnetc_100-c345b898.pth"),
            Row("efficientnet_b0", "efficientnet_b0.ra4_e3600_r224_in1k", 79.364, .readme, 256, 256, .bicubic, .half),
            Row(
                "efficientnet_b0", "tf_efficientnet_b0.in1k", 76.532, .results, 256, 224, .bicubic, .imageNet,
                release: "tf_efficientnet_b0-0af12548.pth"),
            Row("efficientnet_b1", "efficientnet_b1.ra4_e3600_r240_in1k", 81.44, .readme, 288, 288, .bicubic, .half),
            Row(
                "efficientnet_b1", "tf_efficientnet_b1.in1k", 78.56, .results, 272, 240, .bicubic, .imageNet,
                release: "tf_efficientnet_b1-5c1377c4.pth"),
            Row(
                "efficientnet_b2", "efficientnet_b2.ra_in1k", 80.61, .results, 288, 288, .bicubic, .imageNet,
                release: "efficientnet_b2_ra-bcdf34b7.pth"),
            Row(
                "efficientnet_b2", "tf_efficientnet_b2.in1k", 79.604, .results, 292, 260, .bicubic, .imageNet,
                release: "tf_efficientnet_b2-e393ef04.pth"),
            Row(
                "efficientnet_b3", "efficientnet_b3.ra2_in1k", 82.242, .results, 320, 320, .bicubic, .imageNet,
                release: "efficientnet_b3_ra2-cf984f9c.pth"),
            Row(
                "efficientnet_b3", "tf_efficientnet_b3.in1k", 80.878, .results, 331, 300, .bicubic, .imageNet,
                release: "tf_efficientnet_b3-e3bd6955.pth"),
            Row(
                "efficientnet_b4", "tf_efficientnet_b4.in1k", 82.608, .results, 412, 380, .bicubic, .imageNet,
                release: "tf_efficientnet_b4-74ee3bed.pth"),
            Row(
                "tf_efficientnet_lite0", "tf_efficientnet_lite0.in1k", 74.83, .results, 256, 224, .bicubic, .half,
                release: "tf_efficientnet_lite0-0aa007d2.pth"),
            Row(
                "tf_efficientnet_lite1", "tf_efficientnet_lite1.in1k", 76.644, .results, 272, 240, .bicubic, .half,
                release: "tf_efficientnet_lite1-bde8b488.pth"),
            Row(
                "tf_efficientnet_lite2", "tf_efficientnet_lite2.in1k", 77.464, .results, 292, 260, .bicubic, .half,
                release: "tf_efficientnet_lite2-dcccb7df.pth"),
            Row(
                "tf_efficientnet_lite3", "tf_efficientnet_lite3.in1k", 79.808, .results, 331, 300, .bilinear, .half,
                release: "tf_efficientnet_lite3-b733e338.pth"),
            Row(
                "tf_efficientnet_lite4", "tf_efficientnet_lite4.in1k", 81.532, .results, 413, 380, .bilinear, .half,
                release: "tf_efficientnet_lite4-741542c3.pth"),
            Row("ghostnet_100", "ghostnet_100.in1k", 73.958, .results, 256, 224, .bicubic, .imageNet),
            Row("ghostnetv2_100", "ghostnetv2_100.in1k", nil, nil, 256, 224, .bicubic, .imageNet),
            Row(
                "mobileone_s0", "mobileone_s0.apple_in1k", nil, nil, 256, 224, .bilinear, .imageNet,
                licence: .mobileOne),
            Row("repvgg_a0", "repvgg_a0.rvgg_in1k", nil, nil, 256, 224, .bilinear, .imageNet, licence: .mit),
        ], by: \.network)

    private static let xceptionURL =
        "https://github.com/rwightman/pytorch-image-models/releases/download/v0.1-cadene/xception-43020ad28.pth"
}
