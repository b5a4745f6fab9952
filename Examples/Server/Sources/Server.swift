import Foundation
import Hummingbird
import NIOCore
import NIOPosix
import Swiftlet

// curl --data-binary @photo.jpg localhost:8080/classify

/// What a client gets: the object that `swiftlet classify --json` prints.
struct Answer: ResponseEncodable {
    let classification: Classification

    func encode(to encoder: any Encoder) throws { try classification.encode(to: encoder) }
}

@main struct Server {
    /// No photograph is larger, in bytes; what is longer is refused before it is held in memory.
    static let largestPicture = 32 << 20

    static func main() async throws {
        // A thread for each request: many at a time keep all processors busy.
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

    /// Decodes and classifies on a pool of threads that are there to be kept busy: tasks that compute for milliseconds
    /// would hold up all others on Swift's own few.
    static func answer(_ picture: ByteBuffer, _ model: Model) async throws -> Answer {
        do {
            return try await NIOThreadPool.singleton.runIfActive {
                Answer(classification: try model.classification(of: picture.readableBytesView))
            }
        } catch let error as any SwiftletError {
            throw HTTPError(.unprocessableContent, message: error.description)
        }
    }
}
