import Foundation
import Swiftlet
import SwiftletONNX
import TestSupport
import Testing

/// What a program sees that knows nothing but `any Error`.
@Suite struct ErrorTests {
    @Test func localizedDescriptionsAreOurText() throws {
        let graph = try Catalogue.entry("lenet5").graph()
        let mismatch = WeightsMismatch(Weights(), for: graph, source: "w.pth")
        let errors: [any Error] = [
            ModelError.noWeights(network: "n"), ModelError.image(ImageError(name: "a.jpg", reason: "is no picture")),
            ModelError.weights(mismatch), mismatch, AnalysisError(place: "a", reason: "b"),
            EngineError("a", "b"), FormatError(file: "a", reason: "b"), GraphError(place: "a", reason: "b"),
            ImageError(name: "a", reason: "b"), ONNXError(file: "a", place: "node", reason: "b"),
            HubError(url: "a", reason: "b"), RegistrationError.takenName("a"),
        ]
        for error in errors {
            #expect(error.localizedDescription == "\(error)")
            #expect(!error.localizedDescription.contains("could not be completed"))
            #expect((error as NSError).localizedDescription == "\(error)")
        }
        #expect(errors[1].localizedDescription == "a.jpg: is no picture")
    }

    @Test func whatIsThrownDeepInsideToo() {
        do {
            _ = try Model(named: "mobilenet_v9")
            Issue.record("there is such a network")
        } catch let error as any SwiftletError {
            #expect(error.localizedDescription.hasPrefix("there is no network 'mobilenet_v9'; did you mean"))
        } catch {
            Issue.record(error)
        }
    }

    /// No module has an error that is none of ours.
    @Test func everyErrorIsASwiftletError() throws {
        let declaration = #/public (?:struct|enum|final class) (\w+): [^{]*\bError\b/#
        var declared: Set<String> = []
        var conforming: Set<String> = []
        let files = try #require(FileManager.default.enumerator(atPath: Repository.path("Sources")))
        for case let file as String in files where file.hasSuffix(".swift") {
            let text = try Repository.text("Sources/" + file)
            for match in text.matches(of: declaration) { declared.insert(String(match.1)) }
            for match in text.matches(of: #/extension (\w+): SwiftletError/#) { conforming.insert(String(match.1)) }
        }
        #expect(declared.count >= 10)
        #expect(declared == conforming)
    }
}
