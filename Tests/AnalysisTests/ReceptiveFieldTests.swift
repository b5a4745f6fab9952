import Swiftlet
import Testing

/// Against the table of A. Araujo, W. Norris, J. Sim, "Computing Receptive Fields of Convolutional Neural Networks",
/// Distill, 2019 (https://distill.pub/2019/computing-receptive-fields), which takes TensorFlow-Slim's networks.
@Suite struct ReceptiveFieldTests {
    @Test(arguments: [
        ("alexnet", 195, 32.0), ("vgg16", 212, 32), ("mobilenetv1_100", 315, 32), ("inception_v3", 1311, 32),
    ])
    func areThePublishedOnes(_ name: String, _ size: Int, _ stride: Double) throws {
        let field = try #require(Complexity(of: try Catalogue.entry(name).graph()).receptiveField)
        #expect(field.size == Size(square: size))
        #expect(field.vertical.stride == stride && field.horizontal.stride == stride)
    }

    /// The table's ResNets have the stride of a stage at the end of the stage before, as TensorFlow-Slim's ResNet V1.
    @Test(arguments: [([3, 4, 6, 3], 483), ([3, 4, 23, 3], 1027), ([3, 8, 36, 3], 1507)])
    func resNetsOfTheTable(_ units: [Int], _ size: Int) throws {
        let graph = try Graph.build("resnet_v1", input: [1, 3, 224, 224]) { x in
            var x = x.conv("conv1", 8, kernel: 7, stride: 2, padding: 3).maxPool(3, stride: 2, padding: 1)
            for (stage, count) in units.enumerated() {
                for unit in 0..<count {
                    let stride = unit == count - 1 && stage < 3 ? 2 : 1
                    x = x.scope("block\(stage + 1).unit\(unit + 1)") { x in
                        let shortcut = x.conv("shortcut", 8, kernel: 1, stride: Size(square: stride))
                        return shortcut
                            + x.conv("conv1", 8, kernel: 1)
                            .conv("conv2", 8, kernel: 3, stride: Size(square: stride), padding: 1)
                            .conv("conv3", 8, kernel: 1)
                    }
                }
            }
            return x
        }
        let field = try #require(Complexity(of: graph).receptiveField)
        #expect(field.size == Size(square: size) && field.vertical.stride == 32)
    }

    /// torchvision strides in the first block of a stage: 11 + 24, then 8 + 3 · 16, 16 + 5 · 32, 32 + 2 · 64 pixels more.
    @Test func resNet50OfTorchvision() throws {
        let field = Complexity(of: try Catalogue.entry("resnet50").graph()).receptiveField
        #expect(field?.size == 427)
    }

    @Test func centresFollowThePadding() throws {
        func field(_ body: (Value) -> Value) throws -> ReceptiveField? {
            Complexity(of: try Graph.build("x", input: [1, 4, 16, 16]) { x in body(x) }).layers.last?.receptiveField
        }
        // A padding of half the kernel keeps the centre on the first pixel.
        #expect(try field { $0.conv("c", 4, kernel: 3, padding: 1) }?.vertical.centre == 0)
        #expect(try field { $0.conv("c", 4, kernel: 3) }?.vertical.centre == 1)
        #expect(try field { $0.conv("c", 4, kernel: 2, stride: 2) }?.vertical.centre == 0.5)
        // TensorFlow's SAME pads an even map of stride 2 only at the bottom right.
        #expect(try field { $0.conv("c", 4, kernel: 3, stride: 2, padding: .same) }?.horizontal.centre == 1)
        let oblong = try #require(try field { $0.conv("c", 4, kernel: Size(1, 7), padding: .symmetric(0, 3)) })
        #expect(oblong.size == Size(1, 7) && oblong.isOfMap)
        #expect(try field { $0.conv("c", 4, kernel: 3, padding: 2, dilation: 2) }?.size == 5)
        // Branches: the union.
        let branches = try #require(
            try field { concatenate($0.conv("a", 4, kernel: 1), $0.conv("b", 4, kernel: 5, padding: 2)) })
        #expect(branches.size == 5 && branches.vertical.centre == 0)
        // A transposed convolution halves the stride, and reads two pixels for each at most.
        let up = try #require(try field { $0.transposedConv("t", 4, kernel: 4, stride: 2, padding: 1) })
        #expect(up.size == 2 && up.vertical.stride == 0.5)
    }

    @Test func aGateSeesThePicture() throws {
        let complexity = Complexity(of: try Catalogue.entry("mobilenet_v3_large").graph())
        let field = try #require(complexity.receptiveField)
        #expect(field.hasGlobalContext && field.size.height > 224 && field.isOfMap)
        let plain = try #require(Complexity(of: try Catalogue.entry("mobilenet_v2").graph()).receptiveField)
        #expect(!plain.hasGlobalContext && plain.size == 491)
        let pooled = try #require(complexity.layer(named: "classifier.0")?.receptiveField)
        #expect(!pooled.isOfMap)
    }
}
