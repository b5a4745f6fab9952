#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// The modules below do not use Foundation. Its types are adapted here. `Model` takes `Data` as a collection of bytes.

extension Image {
    /// Decodes a JPEG, PNG or WebP picture in memory, with its EXIF orientation applied. `name` appears in errors.
    /// - Throws: ``ImageError`` for data that is not a picture, is damaged or truncated, or exceeds the size limit.
    public static func decode(
        _ data: Data, name: String = "the picture", options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        let result = data.withUnsafeBytes { bytes in
            Result { () throws(ImageError) -> Image in try decode(bytes, name: name, options: options) }
        }
        return try result.get()
    }

    /// Reads and decodes a JPEG, PNG or WebP file: see `decode(contentsOf:options:)` for a path.
    /// - Throws: ``ImageError`` also for a URL that is not a file's.
    public static func decode(contentsOf url: URL, options: DecodingOptions = .init()) throws(ImageError) -> Image {
        try decode(contentsOf: path(of: url), options: options)
    }

    fileprivate static func path(of url: URL) throws(ImageError) -> FilePath {
        guard let path = FilePath(url) else {
            throw ImageError(name: url.absoluteString, reason: "is not the address of a file")
        }
        return path
    }
}

extension Model {
    /// The `top` most probable classes of a JPEG, PNG or WebP file, the most probable first.
    public func classify(contentsOf url: URL, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(contentsOf: path(of: url), top: top)
    }

    /// What a picture file shows, as the record that `swiftlet classify --json` prints.
    public func classification(
        contentsOf url: URL, top: Int = 5, decoding: DecodingOptions? = nil
    ) throws(ModelError) -> Classification {
        try classification(contentsOf: path(of: url), top: top, decoding: decoding)
    }

    /// The features of a JPEG, PNG or WebP file.
    /// - Throws: ``ModelError`` also if the network does not end in a classifier.
    public func embed(contentsOf url: URL) throws(ModelError) -> [Float] {
        try embed(contentsOf: path(of: url))
    }

    private func path(of url: URL) throws(ModelError) -> FilePath {
        do {
            return try Image.path(of: url)
        } catch {
            throw .image(error)
        }
    }
}
