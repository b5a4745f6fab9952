#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// The modules below do without Foundation; here its types meet theirs. `Model` takes `Data` as any collection of bytes.

extension Image {
    /// Decodes a JPEG, PNG or WebP picture in memory, with its EXIF orientation applied; `name` is for the error.
    /// - Throws: ``ImageError`` for what is no such picture, is damaged or truncated, or is larger than allowed.
    public static func decode(
        _ data: Data, name: String = "the picture", options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        let result = data.withUnsafeBytes { bytes in
            Result { () throws(ImageError) -> Image in try decode(bytes, name: name, options: options) }
        }
        return try result.get()
    }

    /// Reads and decodes a JPEG, PNG or WebP file; see `decode(contentsOf:options:)` of a path.
    /// - Throws: ``ImageError`` also for an address of anything else than a file.
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
    /// - Throws: ``ModelError`` also if the network ends in something else than a classifier.
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
