import Foundation
import Hummingbird
import NIOCore
import Swiftlet

// curl --data-binary @photo.jpg localhost:8080/classify

/// The answer to a client: the object that `swiftlet classify --json` prints.
struct Answer: ResponseEncodable {
    let classification: Classification

    func encode(to encoder: any Encoder) throws { try classification.encode(to: encoder) }
}

@main struct Server {
    /// The largest picture in bytes. A longer body is refused before it is held in memory.
    static let largestPicture = 32 << 20

    static func main() async throws {
        // One thread for each request: concurrent requests keep all processors busy.
        let model = try Model(configuration: EngineConfiguration(threads: 1))
        try model.compile(batch: 1)
        let router = Router()
        router.post("classify") { request, _ in
            let picture = try await request.body.collect(upTo: largestPicture)
            return try await answer(picture, model)
        }
        router.get("model") { _, _ in "\(model)\n" }
        let port = ProcessInfo.processInfo.environment["PORT"].flatMap(Int.init) ?? 8080
        let application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
        try await application.runService()
    }

    /// Decodes and classifies on a pool of threads for blocking work. On Swift's own few threads, computing for milliseconds would
    /// delay all other tasks.
    static func answer(_ picture: ByteBuffer, _ model: Model) async throws -> Answer {
        do {
            return Answer(classification: try await model.classification(of: picture.readableBytesView))
        } catch let error as any SwiftletError {
            throw HTTPError(.unprocessableContent, message: error.description)
        }
    }
}
