import SwiftletImaging
import SwiftletModelZoo

extension Preprocessing {
    /// The preprocessing that the weights were trained with. The default is torchvision's: the short side resized to
    /// 8/7 of the input (256 for 224) with bilinear interpolation, the centre, ImageNet's means and deviations.
    package init(for entry: CatalogueEntry, _ published: WeightsEntry?) {
        if let own = published?.preprocessing {
            self.init(
                resizeShortSide: own.resize, cropHeight: own.crop, cropWidth: own.crop,
                filter: own.interpolation == .bicubic ? .bicubic : .bilinear, mean: own.mean.map(Float.init),
                standardDeviation: own.standardDeviation.map(Float.init))
        } else {
            let size = entry.inputSize
            self.init(
                resizeShortSide: min(size.height, size.width) * 8 / 7, cropHeight: size.height, cropWidth: size.width,
                filter: .bilinear, mean: [123.675, 116.28, 103.53], standardDeviation: [58.395, 57.12, 57.375])
        }
    }
}
