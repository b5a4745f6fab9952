/// Pages about networks: each a file of its own.
public enum HTMLReport {
    static let footer =
        "Made by swiftlet. One MAC is one multiply-accumulate of a convolution or linear layer, two FLOPs."
}
