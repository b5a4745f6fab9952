import Foundation
import SwiftletGraphs
import SwiftletModelZoo
import Testing

/// Networks that a program adds to the catalogue. A registration lasts as long as the process, so every test has a name of its
/// own.
@Suite struct RegistrationTests {
    private func entry(_ name: String) throws -> CatalogueEntry {
        try CatalogueEntry(name, input: InputSize(32), classes: 10) { image, style in
            let features = image.conv("stem", 16, kernel: 3, stride: 2).relu().globalAveragePool().flatten()
            return NetworkValues(logits: features.linear("classifier", style.classes), embedding: features)
        }
    }

    @Test func aRegisteredNetworkIsFound() throws {
        let name = "registered_closure"
        #expect(throws: UnknownNetwork.self) { try Catalogue.entry(name) }
        try Catalogue.register(entry(name))
        let found = try Catalogue.entry(name)
        #expect(found.family == name && found.paper == nil && found.weights.isEmpty)
        // 16 · 3 · 3 · 3 + 16, and 10 · 16 + 10; 15 × 15 outputs of the convolution.
        #expect(found.parameters == 448 + 170 && found.macs == 15 * 15 * 16 * 27 + 160)
        let graph = try found.graph(NetworkOptions(height: 48, width: 40, classes: 3))
        #expect(graph.name == name && graph.shape(of: graph.outputs["logits"]!) == [1, 3])
        #expect("\(found)" == "registered_closure (registered_closure): 618 parameters, 97360 MACs")
    }

    @Test func itIsListedAfterTheBuiltInNetworks() throws {
        try Catalogue.register(entry("registered_listed"))
        let all = Catalogue.all.map(\.name)
        #expect(Array(all.prefix(Catalogue.entries.count)) == Catalogue.entries.map(\.name))
        #expect(all.count { $0 == "registered_listed" } == 1)
        #expect(!Catalogue.entries.contains { $0.name == "registered_listed" })
    }

    @Test func itIsSuggested() throws {
        try Catalogue.register(entry("quokkanet_large"))
        let error = #expect(throws: UnknownNetwork.self) { try Catalogue.entry("quokanet_large") }
        #expect(error?.suggestions == ["quokkanet_large"])
    }

    @Test func itIsDecoded() throws {
        try Catalogue.register(
            CatalogueEntry(
                "registered_decoded", MobileNetV2(width: 0.5), family: "Own", paper: Paper("T", "A", 2026, url: "u")))
        let data = try JSONEncoder().encode(Catalogue.entry("registered_decoded"))
        let read = try JSONDecoder().decode(CatalogueEntry.self, from: data)
        #expect(read.family == "Own" && read.paper?.year == 2026 && read.parameters == 1_968_680)
        // A network without a paper writes none.
        try Catalogue.register(entry("registered_without_paper"))
        let plain = try JSONEncoder().encode(Catalogue.entry("registered_without_paper"))
        #expect(!String(decoding: plain, as: UTF8.self).contains("paper\":"))
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(CatalogueEntry.self, from: Data(#"{"name":"never_registered"}"#.utf8))
        }
    }

    @Test func aNameMustBeNewAndNotEmpty() throws {
        for name in ["", " ", "\n\t"] {
            #expect(throws: RegistrationError.emptyName) { try Catalogue.register(entry(name)) }
        }
        #expect(throws: RegistrationError.takenName("mobilenet_v2")) { try Catalogue.register(entry("mobilenet_v2")) }
        #expect(try Catalogue.entry("mobilenet_v2").family == "MobileNetV2")
        try Catalogue.register(entry("registered_twice"))
        let error = #expect(throws: RegistrationError.self) { try Catalogue.register(entry("registered_twice")) }
        #expect(error?.description == "the catalogue already has a network 'registered_twice'")
    }

    @Test func aNetworkThatCannotBeBuiltIsAnError() {
        let error = #expect(throws: GraphError.self) {
            try CatalogueEntry("too_small", input: InputSize(4)) { image, style in
                NetworkValues(logits: image.conv("stem", 8, kernel: 7).linear("classifier", style.classes))
            }
        }
        #expect(error?.place.contains("stem") == true)
    }

    @Test func manyThreadsRegisterAtOnce() async throws {
        let entries = try (0..<64).map { try entry("registered_\($0 % 32)_at_once") }
        let registered = await withTaskGroup(of: Bool.self) { group in
            for entry in entries {
                group.addTask {
                    do {
                        try Catalogue.register(entry)
                        return try Catalogue.entry(entry.name).parameters == 618 && Catalogue.all.count > 1
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(registered == 32)
        #expect(Catalogue.all.count { $0.name.hasSuffix("_at_once") } == 32)
    }
}
