/// The kernels of one instruction set. One value a kernel module; the engine picks one of them at start-up.
///
/// Every kernel takes a pointer to its arguments: a plain structure of pointers, strides and counts that names no layer
/// and owns nothing. Pointers need no alignment. Strides are in floats.
public struct KernelSet: Sendable {
    /// Floats in a vector register.
    public let lanes: Int
    /// The most rows (pixels) of a matrix-product tile.
    public let tileRows: Int
    /// The columns (output channels) of a panel of packed weights: two vectors.
    public var panelColumns: Int { 2 * lanes }

    public let matrixProduct: Kernel<MatrixProductArguments>
    public let depthwise: Kernel<DepthwiseArguments>
    public let pool: Kernel<PoolArguments>
    public let elementwise: Kernel<ElementwiseArguments>
    public let activation: Kernel<ActivationArguments>
    public let winogradInput: Kernel<WinogradInputArguments>
    public let winogradProduct: Kernel<WinogradProductArguments>
    public let winogradOutput: Kernel<WinogradOutputArguments>

    public typealias Kernel<Arguments> = @Sendable (UnsafePointer<Arguments>) -> Void

    public init(
        lanes: Int, tileRows: Int, matrixProduct: @escaping Kernel<MatrixProductArguments>,
        depthwise: @escaping Kernel<DepthwiseArguments>, pool: @escaping Kernel<PoolArguments>,
        elementwise: @escaping Kernel<ElementwiseArguments>, activation: @escaping Kernel<ActivationArguments>,
        winogradInput: @escaping Kernel<WinogradInputArguments>,
        winogradProduct: @escaping Kernel<WinogradProductArguments>,
        winogradOutput: @escaping Kernel<WinogradOutputArguments>
    ) {
        self.lanes = lanes
        self.tileRows = tileRows
        self.matrixProduct = matrixProduct
        self.depthwise = depthwise
        self.pool = pool
        self.elementwise = elementwise
        self.activation = activation
        self.winogradInput = winogradInput
        self.winogradProduct = winogradProduct
        self.winogradOutput = winogradOutput
    }
}
