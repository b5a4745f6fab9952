import SwiftletTensors

/// How a kernel slides over a map, in a convolution or a pool.
public struct Window: Hashable, Sendable, Codable {
    public var kernel: Size
    public var stride: Size
    public var padding: Padding
    public var dilation: Size

    public init(kernel: Size, stride: Size = 1, padding: Padding = .none, dilation: Size = 1) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
    }

    /// The kernel's extent with its gaps: `dilation · (kernel − 1) + 1`.
    public var span: Size {
        Size(dilation.height * (kernel.height - 1) + 1, dilation.width * (kernel.width - 1) + 1)
    }

    /// True for 1×1, whatever the stride.
    public var isPointwise: Bool { kernel == 1 }

    /// The options that listings print: the kernel, and what differs from the usual.
    var options: [String] {
        ["\(kernel)"] + (stride == 1 ? [] : ["stride \(stride)"]) + (padding == .none ? [] : ["padding \(padding)"])
            + (dilation == 1 ? [] : ["dilation \(dilation)"])
    }
}

extension Window {
    /// The map's size after the kernel has slid over `input`.
    /// - Parameter ceil: Whether extents are rounded up, as PyTorch's `ceil_mode` does.
    /// - Throws: ``TypeMismatch`` for a kernel that does not fit, and for numbers that no window has.
    func output(of input: Shape, ceil: Bool = false) throws(TypeMismatch) -> Size {
        for (extent, what) in [
            (kernel.height, "kernel"), (kernel.width, "kernel"), (stride.height, "stride"), (stride.width, "stride"),
            (dilation.height, "dilation"), (dilation.width, "dilation"),
        ] where !(1...(1 << 12)).contains(extent) {
            throw TypeMismatch("a \(what) of \(extent)")
        }
        let padding = self.padding.resolved(input: Size(input.height, input.width), window: self)
        try padding.check()
        func extent(_ input: Int, _ before: Int, _ after: Int, _ span: Int, _ stride: Int) -> Int {
            // Negative where the kernel is larger than the padded map. Rounded up, one window may still be left.
            let room = input + before + after - span + (ceil ? stride - 1 : 0)
            let count = room < 0 ? 0 : room / stride + 1
            // PyTorch: the last window must start inside the map or its left padding.
            return ceil && (count - 1) * stride >= input + before ? count - 1 : count
        }
        let size = Size(
            extent(input.height, padding.top, padding.bottom, span.height, stride.height),
            extent(input.width, padding.left, padding.right, span.width, stride.width))
        guard size.height > 0, size.width > 0 else {
            throw TypeMismatch(
                "a \(kernel) kernel does not fit on a \(input.height)×\(input.width) map; give a larger picture")
        }
        return size
    }
}

extension ResolvedPadding {
    fileprivate func check() throws(TypeMismatch) {
        for amount in [top, left, bottom, right] where !(0...Limit.extent).contains(amount) {
            throw TypeMismatch("a padding of \(amount)")
        }
    }
}
