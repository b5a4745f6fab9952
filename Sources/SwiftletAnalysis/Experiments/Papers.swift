extension Experiment.Source {
    static func shuffleNetV2(_ place: String) -> Self {
        Self(
            "Ma et al., ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, 2018", place,
            url: "https://arxiv.org/abs/1807.11164")
    }

    static func shuffleNet(_ place: String) -> Self {
        Self(
            "Zhang et al., ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices, 2017",
            place,
            url: "https://arxiv.org/abs/1707.01083")
    }

    static func mobileNet(_ place: String) -> Self {
        Self(
            "Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017",
            place, url: "https://arxiv.org/abs/1704.04861")
    }

    static func mobileNetV2(_ place: String) -> Self {
        Self(
            "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018", place,
            url: "https://arxiv.org/abs/1801.04381")
    }

    static func squeezeNet(_ place: String) -> Self {
        Self(
            "Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size, 2016",
            place, url: "https://arxiv.org/abs/1602.07360")
    }

    static func inceptionV3(_ place: String) -> Self {
        Self(
            "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015", place,
            url: "https://arxiv.org/abs/1512.00567")
    }

    static func efficientNet(_ place: String) -> Self {
        Self(
            "Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019", place,
            url: "https://arxiv.org/abs/1905.11946")
    }
}
