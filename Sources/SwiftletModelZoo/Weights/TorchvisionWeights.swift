/// torchvision 0.29's `Weights` classes: files, preprocessing and accuracy, the best first.
///
/// A file's name holds the first digits of its SHA-256. GoogLeNet and Inception V3 shift ImageNet's normalisation to ±1
/// inside their forward pass (`transform_input`). Here their preprocessing does so.
enum TorchvisionWeights {
    static func entries(of network: String, epsilon: Double) -> [WeightsEntry] {
        (rows[network] ?? []).map { row in
            WeightsEntry(
                id: "torchvision.\(row.id)", source: .url("https://download.pytorch.org/models/\(row.file)"),
                licence: "BSD-3-Clause", top1: row.top1, top1Origin: "torchvision's weights metadata",
                preprocessing: WeightsEntry.Preprocessing(
                    resize: row.resize, crop: row.crop, interpolation: row.interpolation, row.normalization),
                padding: .symmetric, batchNormEpsilon: epsilon, naming: .torchvision,
                sha256: [WeightsEntry.hash(inName: row.file)].compactMap { $0 })
        }
    }

    private struct Row {
        let network: String
        let id: String
        let file: String
        let top1: Double
        let resize: Int
        let crop: Int
        let interpolation: Resampling
        let normalization: Normalization

        init(
            _ network: String, _ id: String, _ file: String, _ top1: Double, _ resize: Int, _ crop: Int,
            _ interpolation: Resampling, _ normalization: Normalization = .imageNet
        ) {
            self.network = network
            self.id = id
            self.file = file
            self.top1 = top1
            self.resize = resize
            self.crop = crop
            self.interpolation = interpolation
            self.normalization = normalization
        }
    }

    // Network, name of the weights, file, top-1, resize, crop, interpolation.
    private static let rows = Dictionary(
        grouping: [
            Row("alexnet", "IMAGENET1K_V1", "alexnet-owt-7be5be79.pth", 56.522, 256, 224, .bilinear),
            Row("vgg11", "IMAGENET1K_V1", "vgg11-8a719046.pth", 69.02, 256, 224, .bilinear),
            Row("vgg11_bn", "IMAGENET1K_V1", "vgg11_bn-6002323d.pth", 70.37, 256, 224, .bilinear),
            Row("vgg13", "IMAGENET1K_V1", "vgg13-19584684.pth", 69.928, 256, 224, .bilinear),
            Row("vgg13_bn", "IMAGENET1K_V1", "vgg13_bn-abd245e5.pth", 71.586, 256, 224, .bilinear),
            Row("vgg16", "IMAGENET1K_V1", "vgg16-397923af.pth", 71.592, 256, 224, .bilinear),
            Row("vgg16_bn", "IMAGENET1K_V1", "vgg16_bn-6c64b313.pth", 73.36, 256, 224, .bilinear),
            Row("vgg19", "IMAGENET1K_V1", "vgg19-dcbb9e9d.pth", 72.376, 256, 224, .bilinear),
            Row("vgg19_bn", "IMAGENET1K_V1", "vgg19_bn-c79401a0.pth", 74.218, 256, 224, .bilinear),
            Row("googlenet", "IMAGENET1K_V1", "googlenet-1378be20.pth", 69.778, 256, 224, .bilinear, .half),
            Row(
                "inception_v3", "IMAGENET1K_V1", "inception_v3_google-0cc3c7bd.pth", 77.294, 342, 299, .bilinear, .half),
            Row("resnet18", "IMAGENET1K_V1", "resnet18-f37072fd.pth", 69.758, 256, 224, .bilinear),
            Row("resnet34", "IMAGENET1K_V1", "resnet34-b627a593.pth", 73.314, 256, 224, .bilinear),
            Row("resnet50", "IMAGENET1K_V2", "resnet50-11ad3fa6.pth", 80.858, 232, 224, .bilinear),
            Row("resnet50", "IMAGENET1K_V1", "resnet50-0676ba61.pth", 76.13, 256, 224, .bilinear),
            Row("resnet101", "IMAGENET1K_V2", "resnet101-cd907fc2.pth", 81.886, 232, 224, .bilinear),
            Row("resnet101", "IMAGENET1K_V1", "resnet101-63fe2227.pth", 77.374, 256, 224, .bilinear),
            Row("resnet152", "IMAGENET1K_V2", "resnet152-f82ba261.pth", 82.284, 232, 224, .bilinear),
            Row("resnet152", "IMAGENET1K_V1", "resnet152-394f9c45.pth", 78.312, 256, 224, .bilinear),
            Row("resnext50_32x4d", "IMAGENET1K_V2", "resnext50_32x4d-1a0047aa.pth", 81.198, 232, 224, .bilinear),
            Row("resnext50_32x4d", "IMAGENET1K_V1", "resnext50_32x4d-7cdf4587.pth", 77.618, 256, 224, .bilinear),
            Row("resnext101_32x8d", "IMAGENET1K_V2", "resnext101_32x8d-110c445d.pth", 82.834, 232, 224, .bilinear),
            Row("resnext101_32x8d", "IMAGENET1K_V1", "resnext101_32x8d-8ba56ff5.pth", 79.312, 256, 224, .bilinear),
            Row("squeezenet1_0", "IMAGENET1K_V1", "squeezenet1_0-b66bff10.pth", 58.092, 256, 224, .bilinear),
            Row("squeezenet1_1", "IMAGENET1K_V1", "squeezenet1_1-b8a52dc0.pth", 58.178, 256, 224, .bilinear),
            Row("mobilenet_v2", "IMAGENET1K_V2", "mobilenet_v2-7ebf99e0.pth", 72.154, 232, 224, .bilinear),
            Row("mobilenet_v2", "IMAGENET1K_V1", "mobilenet_v2-b0353104.pth", 71.878, 256, 224, .bilinear),
            Row("mobilenet_v3_large", "IMAGENET1K_V2", "mobilenet_v3_large-5c1a4163.pth", 75.274, 232, 224, .bilinear),
            Row("mobilenet_v3_large", "IMAGENET1K_V1", "mobilenet_v3_large-8738ca79.pth", 74.042, 256, 224, .bilinear),
            Row("mobilenet_v3_small", "IMAGENET1K_V1", "mobilenet_v3_small-047dcff4.pth", 67.668, 256, 224, .bilinear),
            Row("mnasnet0_5", "IMAGENET1K_V1", "mnasnet0.5_top1_67.823-3ffadce67e.pth", 67.734, 256, 224, .bilinear),
            Row("mnasnet0_75", "IMAGENET1K_V1", "mnasnet0_75-7090bc5f.pth", 71.18, 232, 224, .bilinear),
            Row("mnasnet1_0", "IMAGENET1K_V1", "mnasnet1.0_top1_73.512-f206786ef8.pth", 73.456, 256, 224, .bilinear),
            Row("mnasnet1_3", "IMAGENET1K_V1", "mnasnet1_3-a4c69d6f.pth", 76.506, 232, 224, .bilinear),
            Row("shufflenet_v2_x0_5", "IMAGENET1K_V1", "shufflenetv2_x0.5-f707e7126e.pth", 60.552, 256, 224, .bilinear),
            Row("shufflenet_v2_x1_0", "IMAGENET1K_V1", "shufflenetv2_x1-5666bf0f80.pth", 69.362, 256, 224, .bilinear),
            Row("shufflenet_v2_x1_5", "IMAGENET1K_V1", "shufflenetv2_x1_5-3c479a10.pth", 72.996, 232, 224, .bilinear),
            Row("shufflenet_v2_x2_0", "IMAGENET1K_V1", "shufflenetv2_x2_0-8be3c8ee.pth", 76.23, 232, 224, .bilinear),
            Row(
                "efficientnet_b0", "IMAGENET1K_V1", "efficientnet_b0_rwightman-7f5810bc.pth", 77.692, 256, 224, .bicubic
            ),
            Row("efficientnet_b1", "IMAGENET1K_V2", "efficientnet_b1-c27df63c.pth", 79.838, 255, 240, .bilinear),
            Row(
                "efficientnet_b1", "IMAGENET1K_V1", "efficientnet_b1_rwightman-bac287d4.pth", 78.642, 256, 240, .bicubic
            ),
            Row(
                "efficientnet_b2", "IMAGENET1K_V1", "efficientnet_b2_rwightman-c35c1473.pth", 80.608, 288, 288, .bicubic
            ),
            Row(
                "efficientnet_b3", "IMAGENET1K_V1", "efficientnet_b3_rwightman-b3899882.pth", 82.008, 320, 300, .bicubic
            ),
            Row(
                "efficientnet_b4", "IMAGENET1K_V1", "efficientnet_b4_rwightman-23ab8bcd.pth", 83.384, 384, 380, .bicubic
            ),
            Row(
                "efficientnet_b5", "IMAGENET1K_V1", "efficientnet_b5_lukemelas-1a07897c.pth", 83.444, 456, 456, .bicubic
            ),
            Row(
                "efficientnet_b6", "IMAGENET1K_V1", "efficientnet_b6_lukemelas-24a108a5.pth", 84.008, 528, 528, .bicubic
            ),
            Row(
                "efficientnet_b7", "IMAGENET1K_V1", "efficientnet_b7_lukemelas-c5b4e57e.pth", 84.122, 600, 600, .bicubic
            ),
            Row("efficientnet_v2_s", "IMAGENET1K_V1", "efficientnet_v2_s-dd5fe13b.pth", 84.228, 384, 384, .bilinear),
            Row("efficientnet_v2_m", "IMAGENET1K_V1", "efficientnet_v2_m-dc08266a.pth", 85.112, 480, 480, .bilinear),
            Row(
                "efficientnet_v2_l", "IMAGENET1K_V1", "efficientnet_v2_l-59c71312.pth", 85.808, 480, 480, .bicubic,
                .half),
        ], by: \.network)
}
