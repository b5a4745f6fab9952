/// Trained weights of a network, with everything that depends on them rather than on the network.
public struct WeightsEntry: Hashable, Sendable, Codable {
    /// A name that no other weights of the network have.
    public let id: String
    public let source: WeightsSource
    /// An SPDX identifier.
    public let licence: String
    /// Published accuracy on ImageNet-1k's validation set, in per cent.
    public let top1: Double?
    /// Who published the accuracy.
    public let top1Origin: String?
    public let preprocessing: Preprocessing
    public let padding: PaddingStyle
    public let batchNormEpsilon: Double
    public let labels: LabelSet
    /// The library whose names its keys are.
    public let naming: KeyNaming
    /// The SHA-256 of each published file, or its first digits, in lower-case hexadecimal.
    public let sha256: [String]

    public init(
        id: String, source: WeightsSource, licence: String, top1: Double? = nil, top1Origin: String? = nil,
        preprocessing: Preprocessing, padding: PaddingStyle, batchNormEpsilon: Double,
        labels: LabelSet = .imageNet1k, naming: KeyNaming = .torchvision, sha256: [String] = []
    ) {
        self.id = id
        self.source = source
        self.licence = licence
        self.top1 = top1
        self.top1Origin = top1Origin
        self.preprocessing = preprocessing
        self.padding = padding
        self.batchNormEpsilon = batchNormEpsilon
        self.labels = labels
        self.naming = naming
        self.sha256 = sha256
    }

    /// Whether these weights were published in a file with this SHA-256, 64 hexadecimal digits in lower case.
    public func isPublished(withSHA256 hash: String) -> Bool { sha256.contains { hash.hasPrefix($0) } }

    /// The digits between the last hyphen of a file's name and its extension: PyTorch's servers put the hash there.
    static func hash(inName file: String) -> String? {
        guard let hyphen = file.lastIndex(of: "-") else { return nil }
        let digits = file[file.index(after: hyphen)...].prefix { $0 != "." }
        return digits.utf8.count >= 8 && digits.allSatisfy(\.isHexDigit) ? String(digits) : nil
    }
}

/// The library whose names a checkpoint's keys are. They tell where a published file comes from if its hash is unknown.
public enum KeyNaming: String, Hashable, Sendable, Codable {
    case torchvision, timm
    case efficientNetLitePackage = "efficientnet-lite-pytorch"
}

/// Where a file of weights is.
public enum WeightsSource: Hashable, Sendable {
    /// In the executable.
    case embedded
    /// A file of a repository on the Hugging Face Hub.
    case huggingFace(repository: String, file: String)
    case url(String)
}

/// The names of a network's classes.
public enum LabelSet: String, Hashable, Sendable, Codable {
    /// The 1,000 classes of ILSVRC 2012, in the order of their synsets.
    case imageNet1k = "imagenet-1k"
}

extension WeightsEntry {
    /// How a photograph becomes a network's input: the short side is resized, the centre cut out, every channel shifted and
    /// scaled.
    public struct Preprocessing: Hashable, Sendable, Codable {
        /// The short side after resizing, in pixels.
        public var resize: Int
        /// The side of the square in the centre, in pixels.
        public var crop: Int
        public var interpolation: Resampling
        /// The means of red, green and blue, for pixels of 0…255.
        public var mean: [Double]
        /// The divisors of red, green and blue after the mean is subtracted.
        public var standardDeviation: [Double]

        public init(resize: Int, crop: Int, interpolation: Resampling, mean: [Double], standardDeviation: [Double]) {
            self.resize = resize
            self.crop = crop
            self.interpolation = interpolation
            self.mean = mean
            self.standardDeviation = standardDeviation
        }
    }
}

extension WeightsEntry.Preprocessing {
    init(resize: Int, crop: Int, interpolation: Resampling, _ normalization: Normalization) {
        self.init(
            resize: resize, crop: crop, interpolation: interpolation, mean: normalization.mean,
            standardDeviation: normalization.standardDeviation)
    }
}

/// The usual means and deviations.
enum Normalization {
    /// The statistics of ImageNet's pixels.
    case imageNet
    /// Maps 0…255 to −1…1.
    case half

    var mean: [Double] {
        switch self {
        case .imageNet: [0.485 * 255, 0.456 * 255, 0.406 * 255]
        case .half: [127.5, 127.5, 127.5]
        }
    }

    var standardDeviation: [Double] {
        switch self {
        case .imageNet: [0.229 * 255, 0.224 * 255, 0.225 * 255]
        case .half: [127.5, 127.5, 127.5]
        }
    }
}

/// The interpolation that resizes a photograph.
public enum Resampling: String, Hashable, Sendable, Codable {
    case bilinear, bicubic
}
