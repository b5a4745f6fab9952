import Foundation
import Swiftlet
import Testing

/// A picture's record, as a server answers with it.
@Suite struct ClassificationTests {
    private static let model = Result { try Model(configuration: EngineConfiguration(threads: 2)) }

    private static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: Photographs.path(name))))
    }

    private let record = Classification(
        image: "holidays/cat.jpg", model: "mobilenet_v2", weights: Provenance.Record(Self.provenance),
        predictions: [
            Prediction(index: 281, label: "tabby \"cat\"", probability: 0.75),
            Prediction(index: 0, label: "tench", probability: 1e-7),
        ], milliseconds: Classification.Milliseconds(decode: 1.5, preprocess: 0.25, inference: 3))

    private static let provenance = Provenance(
        file: "w/ema.pth", id: "torchvision.IMAGENET1K_V1", .sha256, prefix: "module.", isMovingAverage: true,
        notes: ["The keys begin with 'module.'."])

    /// The very bytes that `swiftlet classify --json` printed before the record was the library's.
    @Test func theJSON() throws {
        let text = #"""
            {"image":"holidays/cat.jpg","milliseconds":{"decode":1.5,"inference":3,"preprocess":0.25},\#
            "model":"mobilenet_v2","predictions":[{"index":281,"label":"tabby \"cat\"","probability":0.75},\#
            {"index":0,"label":"tench","probability":1e-07}],"weights":{"file":"w/ema.pth",\#
            "id":"torchvision.IMAGENET1K_V1","identified_by":"sha256","moving_average":true,"prefix":"module."}}
            """#
        #expect(try record.json() == text)
        let embedded = Provenance.Record(Provenance(file: nil, id: "embedded", .embedded))
        let damaged = Classification(
            image: "-", model: "m", weights: embedded, predictions: [], milliseconds: record.milliseconds,
            warnings: ["truncated PNG"])
        let warned = #"""
            {"image":"-","milliseconds":{"decode":1.5,"inference":3,"preprocess":0.25},"model":"m","predictions":[],\#
            "warnings":["truncated PNG"],"weights":{"id":"embedded","identified_by":"embedded"}}
            """#
        #expect(try damaged.json() == warned)
        for value in [record, damaged] {
            let text = try value.json()
            #expect(try JSONDecoder().decode(Classification.self, from: Data(text.utf8)) == value)
        }
    }

    @Test(arguments: [
        (#""index":0"#, #""index":-1"#), (#""probability":0.75"#, #""probability":1.5"#),
        (#""probability":0.75"#, #""probability":-0.5"#), (#""decode":1.5"#, #""decode":-1.5"#),
        (#""inference":3"#, #""inference":"3""#), (#""identified_by":"sha256""#, #""identified_by":"guess""#),
        (#""image":"holidays/cat.jpg","#, ""),
    ])
    func whatCannotBeIsRefused(_ old: String, _ new: String) throws {
        let text = try record.json().replacing(old, with: new)
        #expect(try text != record.json())
        #expect((try? JSONDecoder().decode(Classification.self, from: Data(text.utf8))) == nil)
    }

    @Test func anUpload() throws {
        let model = try Self.model.get()
        let bytes = try Self.bytes("coffee.png")
        let expected = try model.classify(bytes, top: 3)
        let upload = try model.classification(of: bytes, named: "upload.png", top: 3)
        #expect(upload.image == "upload.png" && upload.model == "tf_efficientnet_lite0" && upload.warnings.isEmpty)
        #expect(upload.predictions == expected && expected[0].label == "espresso")
        #expect(upload.weights.id == "embedded" && upload.weights.identification == .embedded)
        let times = upload.milliseconds
        #expect(times.decode > 0 && times.preprocess > 0 && times.inference > 0)
        // Whatever the bytes come in, and from a file.
        let path = Photographs.path("coffee.png")
        for other in [
            try model.classification(of: Data(bytes), top: 3), try model.classification(of: bytes.span, top: 3),
            try model.classification(of: bytes.span.bytes, top: 3),
            try model.classification(of: AnyCollection(bytes), top: 3),
            try model.classification(contentsOf: path, top: 3),
            try model.classification(contentsOf: URL(filePath: path), top: 3),
        ] {
            #expect(other.predictions == expected)
        }
        #expect(try model.classification(contentsOf: path).image == path)
        #expect("\(upload)".hasPrefix("upload.png: espresso 0.9"))
    }

    @Test func uploadsThatAreNoPictures() throws {
        let model = try Self.model.get()
        let text = message { _ = try model.classification(of: Array("no picture".utf8), named: "a.png") }
        #expect(text.hasPrefix("a.png: ") && text.contains("not a JPEG"))
        #expect(message { _ = try model.classification(of: [UInt8](), named: "empty") }.hasPrefix("empty: "))
        #expect(message { _ = try model.classification(contentsOf: "a\0b") }.contains("NUL"))
        // Damaged behind its pixels: a warning, or an error where that is asked for.
        let cut = try Self.bytes("coffee.png").dropLast(12)
        let damaged = try model.classification(of: cut, named: "cut.png")
        #expect(damaged.warnings.count == 1 && damaged.predictions[0].label == "espresso")
        var strict = model.decoding
        strict.strict = true
        #expect(!message { _ = try model.classification(of: cut, named: "cut.png", decoding: strict) }.isEmpty)
    }

    private struct Refusal: Error {}

    /// In their order, with errors in their places, however they are spread over threads.
    @Test(arguments: [(1, 1), (2, 1), (2, 3), (5, 2)], [3, 24])
    func manyPictures(_ spread: (threads: Int, batch: Int), _ count: Int) throws {
        let model = try Self.model.get().with(threads: spread.threads)
        let upload = try Self.bytes("rocket.jpg")
        let sources = (0..<count).map { index -> Classifier.Source in
            switch index % 4 {
            case 0: .file(FilePath(Photographs.path("coffee.png")))
            case 1: .bytes(upload, named: "upload \(index)")
            case 2: .failure(Refusal(), named: "no \(index)")
            default: .bytes([1, 2, 3], named: "bad \(index)")
            }
        }
        var results: [Result<Classification, any Error>] = []
        try Classifier(model, top: 1, batch: spread.batch).run(sources) { results.append($0) }
        #expect(results.count == count)
        for (index, result) in results.enumerated() {
            switch (index % 4, result) {
            case (0, .success(let found)):
                #expect(found.image == Photographs.path("coffee.png") && found.predictions[0].label == "espresso")
            case (1, .success(let found)):
                #expect(found.image == "upload \(index)" && found.predictions.map(\.label) == ["missile"])
            case (2, .failure(let error)): #expect(error is Refusal)
            case (3, .failure(let error)): #expect("\(error)".hasPrefix("bad \(index): "))
            default: Issue.record("\(index): \(result)")
            }
        }
    }

    @Test func nothingAndAnEndInTheMiddle() throws {
        let classifier = Classifier(try Self.model.get(), top: 1)
        try classifier.run([]) { _ in Issue.record("there is no picture") }
        let sources = (0..<40).map { Classifier.Source.failure(Refusal(), named: "\($0)") }
        var count = 0
        #expect(throws: Refusal.self) {
            try classifier.run(sources) { result in
                count += 1
                if count == 3 { _ = try result.get() }
            }
        }
        #expect(count == 3)
    }
}
