import ReferenceExecutor
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

@Suite struct WeightsTests {
    private static let all = Catalogue.entries.flatMap { entry in entry.weights.map { (entry, $0) } }

    @Test func everyEntryIsWhole() throws {
        #expect(Self.all.count > 80)
        for (network, weights) in Self.all {
            #expect(!weights.id.isEmpty && !weights.licence.isEmpty, "\(weights.id)")
            #expect(weights.top1Origin?.isEmpty != true, "\(weights.id)")
            #expect((weights.top1 == nil) == (weights.top1Origin == nil), "\(weights.id)")
            if let top1 = weights.top1 { #expect((50...90).contains(top1), "\(weights.id)") }
            let picture = weights.preprocessing
            #expect(picture.resize >= picture.crop && picture.crop >= 224, "\(weights.id)")
            #expect(picture.mean.count == 3 && picture.standardDeviation.count == 3)
            #expect(picture.mean.allSatisfy { (100...130).contains($0) }, "\(weights.id)")
            #expect(picture.standardDeviation.allSatisfy { (55...130).contains($0) }, "\(weights.id)")
            // The network takes pictures of the size that the accuracy was measured with.
            let graph = try network.graph(
                NetworkOptions(height: picture.crop, width: picture.crop), for: weights)
            #expect(graph.shape(of: graph.outputs["logits"]!) == [1, 1000])
            switch weights.source {
            case .embedded: #expect(network.name == "tf_efficientnet_lite0")
            case .huggingFace(let repository, let file):
                #expect(repository.hasPrefix("timm/") && file == "model.safetensors")
            case .url(let url): #expect(url.hasPrefix("https://") && url.hasSuffix(".pth"))
            }
        }
        #expect(Set(Self.all.map { "\($0.0.name) \($0.1.id)" }).count == Self.all.count)
        #expect(try Catalogue.entry("tf_efficientnet_lite0").weights[0].source == .embedded)
    }

    @Test func theStyleIsTheWeights() throws {
        let entry = try Catalogue.entry("mobilenet_v3_large")
        let torchvision = try #require(entry.weights.first)
        #expect(torchvision.id == "torchvision.IMAGENET1K_V2" && torchvision.top1 == 75.274)
        #expect(torchvision.padding == .symmetric && torchvision.batchNormEpsilon == 1e-3)
        let tensorFlow = try #require(entry.weights.first { $0.id == "timm.tf_mobilenetv3_large_100.in1k" })
        #expect(tensorFlow.padding == .same && tensorFlow.batchNormEpsilon == 1e-3)
        let timm = try #require(entry.weights.first { $0.id == "timm.mobilenetv3_large_100.ra_in1k" })
        #expect(timm.padding == .symmetric && timm.batchNormEpsilon == 1e-5)
    }

    @Test(arguments: [
        ("googlenet", "aux1.fc1.weight"), ("inception_v3", "AuxLogits.fc.bias"),
        ("espnetv2_100", "level5_0.inp_reinf.0.conv.weight"), ("espnetv2_100", "level3_0.eesp.module_act.weight"),
        ("resnet18", "bn1.num_batches_tracked"),
    ])
    func whatIsNeverReadIsLeftOut(_ name: String, _ key: String) throws {
        let entry = try Catalogue.entry(name)
        let graph = try entry.graph()
        let known = try #require(graph.parameters.keys.first)
        var weights = Weights([known: Tensor(zeros: [1]), key: Tensor(zeros: [1]), "other.weight": Tensor(zeros: [1])])
        #expect(entry.renamed(weights, for: graph).paths == [known, "other.weight"])
        if name == "googlenet" {
            weights["other.weight"] = nil
            let training = try entry.graph(NetworkOptions(auxiliaryHeads: true))
            #expect(entry.renamed(weights, for: training).paths == [known, key])
        }
    }
}
