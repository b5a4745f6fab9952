import SwiftletImaging
import _SwiftletSystem

// The methods without `async`, on ``InferenceThreads`` instead of the task's own thread. Swift picks these in an
// asynchronous function.
extension Model {
    /// The `top` most probable classes of a picture, the most probable first.
    public func classify(_ image: Image, top: Int = 5) async throws(ModelError) -> [Prediction] {
        try await InferenceThreads.run { () throws(ModelError) in try classify(image, top: top) }
    }

    /// The same for several pictures, computed in one run.
    public func classify(_ images: [Image], top: Int = 5) async throws(ModelError) -> [[Prediction]] {
        try await InferenceThreads.run { () throws(ModelError) in try classify(images, top: top) }
    }

    /// The same for a picture file.
    public func classify(contentsOf path: FilePath, top: Int = 5) async throws(ModelError) -> [Prediction] {
        try await InferenceThreads.run { () throws(ModelError) in try classify(contentsOf: path, top: top) }
    }

    /// The same for a path as text.
    public func classify(contentsOf path: String, top: Int = 5) async throws(ModelError) -> [Prediction] {
        try await InferenceThreads.run { () throws(ModelError) in try classify(contentsOf: path, top: top) }
    }

    /// The same for an encoded picture in memory: `[UInt8]`, `Data`, a view of a buffer.
    /// - Throws: ``ModelError`` for bytes that are not a picture.
    public func classify(
        _ picture: some Collection<UInt8> & Sendable, top: Int = 5
    ) async throws(ModelError) -> [Prediction] {
        try await InferenceThreads.run { () throws(ModelError) in try classify(picture, top: top) }
    }

    /// The record that `swiftlet classify --json` prints of an encoded picture.
    /// - Throws: ``ModelError`` for bytes that are not a picture.
    public func classification(
        of picture: some Collection<UInt8> & Sendable, named name: String = "the picture", top: Int = 5,
        decoding: DecodingOptions? = nil
    ) async throws(ModelError) -> Classification {
        try await InferenceThreads.run { () throws(ModelError) in
            try classification(of: picture, named: name, top: top, decoding: decoding)
        }
    }

    /// The features of a picture, by which similar pictures can be found.
    /// - Throws: ``ModelError`` if the network does not end in a classifier.
    public func embed(_ image: Image) async throws(ModelError) -> [Float] {
        try await InferenceThreads.run { () throws(ModelError) in try embed(image) }
    }

    /// The same for several pictures, computed in one run.
    public func embed(_ images: [Image]) async throws(ModelError) -> [[Float]] {
        try await InferenceThreads.run { () throws(ModelError) in try embed(images) }
    }

    /// The same for a picture file.
    public func embed(contentsOf path: FilePath) async throws(ModelError) -> [Float] {
        try await InferenceThreads.run { () throws(ModelError) in try embed(contentsOf: path) }
    }

    /// The same for a path as text.
    public func embed(contentsOf path: String) async throws(ModelError) -> [Float] {
        try await InferenceThreads.run { () throws(ModelError) in try embed(contentsOf: path) }
    }

    /// The same for an encoded picture in memory: `[UInt8]`, `Data`, a view of a buffer.
    /// - Throws: ``ModelError`` for bytes that are not a picture.
    public func embed(_ picture: some Collection<UInt8> & Sendable) async throws(ModelError) -> [Float] {
        try await InferenceThreads.run { () throws(ModelError) in try embed(picture) }
    }
}
