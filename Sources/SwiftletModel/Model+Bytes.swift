import SwiftletImaging

// Pictures as they come over a network: an encoded JPEG, PNG or WebP in memory.
extension Model {
    /// The `top` most probable classes of an encoded picture, the most probable first.
    ///
    /// - Parameter picture: The bytes of a JPEG, PNG or WebP file: `[UInt8]`, `Data`, a view of a buffer. They are not
    ///   copied where they lie in one piece.
    /// - Throws: ``ModelError`` for bytes that are no such picture.
    public func classify(_ picture: some Collection<UInt8>, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(decode(picture), top: top)
    }

    /// The same of bytes that somebody else holds.
    public func classify(_ picture: Span<UInt8>, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(picture.bytes, top: top)
    }

    /// The same of bytes that somebody else holds.
    public func classify(_ picture: RawSpan, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(decode(picture), top: top)
    }

    /// The features of an encoded picture; see ``classify(_:top:)`` for what it may be.
    /// - Throws: ``ModelError`` for bytes that are no such picture, and if the network ends in something else than a
    ///   classifier.
    public func embed(_ picture: some Collection<UInt8>) throws(ModelError) -> [Float] {
        try embed(decode(picture))
    }

    /// The same of bytes that somebody else holds.
    public func embed(_ picture: Span<UInt8>) throws(ModelError) -> [Float] {
        try embed(picture.bytes)
    }

    /// The same of bytes that somebody else holds.
    public func embed(_ picture: RawSpan) throws(ModelError) -> [Float] {
        try embed(decode(picture))
    }

    private func decode(_ picture: some Collection<UInt8>) throws(ModelError) -> Image {
        let inPlace = picture.withContiguousStorageIfAvailable { bytes in
            Result { () throws(ModelError) -> Image in try decode(UnsafeRawBufferPointer(bytes)) }
        }
        if let inPlace { return try inPlace.get() }
        return try decode(Array(picture))
    }

    private func decode(_ picture: RawSpan) throws(ModelError) -> Image {
        try picture.withUnsafeBytes { bytes throws(ModelError) in try decode(bytes) }
    }

    private func decode(_ bytes: UnsafeRawBufferPointer) throws(ModelError) -> Image {
        do {
            return try Image.decode(bytes, name: "the picture", options: decoding)
        } catch {
            throw .image(error)
        }
    }
}
