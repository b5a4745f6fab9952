/// Pages about networks, each in one file.
public enum HTMLReport {
    static let rooflineNote = """
        Operations are counted as the layer is defined: one that is computed with fewer, as Winograd's method does 3×3 \
        convolutions, may lie above the roof.
        """
    static let footer =
        "Made by swiftlet. One MAC is one multiply-accumulate of a convolution or linear layer, two FLOPs."
}
