import SwiftletImaging

// Pictures that arrive over a network: an encoded JPEG, PNG or WebP in memory.
extension Model {
    /// The `top` most probable classes of an encoded picture, the most probable first.
    ///
    /// - Parameter picture: The bytes of a JPEG, PNG or WebP file: `[UInt8]`, `Data`, a view of a buffer. Contiguous
    ///   bytes are not copied.
    /// - Throws: ``ModelError`` for bytes that are not a picture.
    public func classify(_ picture: some Collection<UInt8>, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(decode(picture), top: top)
    }

    /// The same for borrowed bytes.
    public func classify(_ picture: Span<UInt8>, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(picture.bytes, top: top)
    }

    /// The same for borrowed bytes.
    public func classify(_ picture: RawSpan, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(decode(picture), top: top)
    }

    /// The features of an encoded picture. ``classify(_:top:)`` lists the accepted forms.
    /// - Throws: ``ModelError`` for bytes that are not a picture, and if the network does not end in a classifier.
    public func embed(_ picture: some Collection<UInt8>) throws(ModelError) -> [Float] {
        try embed(decode(picture))
    }

    /// The same for borrowed bytes.
    public func embed(_ picture: Span<UInt8>) throws(ModelError) -> [Float] {
        try embed(picture.bytes)
    }

    /// The same for borrowed bytes.
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
