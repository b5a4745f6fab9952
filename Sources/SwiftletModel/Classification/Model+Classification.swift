import SwiftletImaging
import _SwiftletSystem

// A picture's record, as a server answers an upload.
extension Model {
    /// Classifies an encoded picture and gives the record that `swiftlet classify --json` prints.
    ///
    /// ```swift
    /// let classification = try model.classification(of: upload, named: "cat.jpg")
    /// return try JSONEncoder().encode(classification)
    /// ```
    ///
    /// - Parameters:
    ///   - picture: The bytes of a picture file: `[UInt8]`, `Data`, a view of a buffer. They are not copied where they lie
    ///     in one piece.
    ///   - name: The picture's name in the record and in errors.
    ///   - top: The most classes to name.
    ///   - decoding: By default ``decoding``: every pixel counts.
    /// - Throws: ``ModelError`` for bytes that are no picture.
    public func classification(
        of picture: some Collection<UInt8>, named name: String = "the picture", top: Int = 5,
        decoding: DecodingOptions? = nil
    ) throws(ModelError) -> Classification {
        let inPlace = picture.withContiguousStorageIfAvailable { bytes in
            Result { () throws(ModelError) -> Classification in
                try classification(UnsafeRawBufferPointer(bytes), name, top, decoding)
            }
        }
        if let inPlace { return try inPlace.get() }
        return try classification(of: Array(picture), named: name, top: top, decoding: decoding)
    }

    /// The same of bytes that somebody else holds.
    public func classification(
        of picture: Span<UInt8>, named name: String = "the picture", top: Int = 5, decoding: DecodingOptions? = nil
    ) throws(ModelError) -> Classification {
        try classification(of: picture.bytes, named: name, top: top, decoding: decoding)
    }

    /// The same of bytes that somebody else holds.
    public func classification(
        of picture: RawSpan, named name: String = "the picture", top: Int = 5, decoding: DecodingOptions? = nil
    ) throws(ModelError) -> Classification {
        try picture.withUnsafeBytes { bytes throws(ModelError) in try classification(bytes, name, top, decoding) }
    }

    /// The same of a picture file, which the record calls by its path.
    public func classification(
        contentsOf path: FilePath, top: Int = 5, decoding: DecodingOptions? = nil
    ) throws(ModelError) -> Classification {
        try classification(named: path.printable, top: top) { () throws(ImageError) in
            try Image.decode(contentsOf: path, options: decoding ?? self.decoding)
        }
    }

    /// The same for a path as text.
    public func classification(
        contentsOf path: String, top: Int = 5, decoding: DecodingOptions? = nil
    ) throws(ModelError) -> Classification {
        try classification(contentsOf: checked(path), top: top, decoding: decoding)
    }

    private func classification(
        _ bytes: UnsafeRawBufferPointer, _ name: String, _ top: Int, _ decoding: DecodingOptions?
    ) throws(ModelError) -> Classification {
        try classification(named: name, top: top) { () throws(ImageError) in
            try Image.decode(bytes, name: name, options: decoding ?? self.decoding)
        }
    }

    private func classification(
        named name: String, top: Int, decode: () throws(ImageError) -> Image
    ) throws(ModelError) -> Classification {
        // The inference time does not include compilation.
        try compile(batch: 1)
        let image: Image
        let decoding: Double
        do {
            (image, decoding) = try Stopwatch.milliseconds(decode)
        } catch {
            throw .image(error)
        }
        let (input, preprocessing) = Stopwatch.milliseconds { prepare(image) }
        let (predictions, inference) = try Stopwatch.milliseconds { () throws(ModelError) in
            try classify([input], top: top)[0]
        }
        return Classification(
            image: name, model: self.name, weights: Provenance.Record(provenance), predictions: predictions,
            milliseconds: Classification.Milliseconds(
                decode: Stopwatch.rounded(decoding), preprocess: Stopwatch.rounded(preprocessing),
                inference: Stopwatch.rounded(inference)), warnings: image.warnings)
    }
}
