/// The kernels of one instruction set and one element type. Each kernel module has one value. The engine picks one for a
/// program.
///
/// Every kernel takes a pointer to its arguments: a plain structure of pointers, strides and counts that names no layer
/// and owns nothing. Pointers are aligned to an element. Strides are in elements.
public struct KernelSet: Sendable {
    /// The elements of maps and packed matrices.
    public let element: ElementType
    /// Floats in a vector register.
    public let lanes: Int
    /// The largest number of rows (pixels) in a matrix-product tile.
    public let tileRows: Int
    /// The number of neighbouring elements in depth that a matrix product multiplies at once. Panels keep them together.
    public let depthStep: Int
    /// The columns (output channels) of a panel of packed weights: two vectors.
    public var panelColumns: Int { 2 * lanes }

    public let matrixProduct: Kernel<MatrixProductArguments>
    public let depthwise: Kernel<DepthwiseArguments>
    public let pool: Kernel<PoolArguments>
    public let elementwise: Kernel<ElementwiseArguments>
    public let activation: Kernel<ActivationArguments>
    public let rounding: Kernel<RoundingArguments>
    public let winogradInput: Kernel<WinogradInputArguments>
    public let winogradProduct: Kernel<WinogradProductArguments>
    public let winogradOutput: Kernel<WinogradOutputArguments>

    public typealias Kernel<Arguments> = @Sendable (UnsafePointer<Arguments>) -> Void

    public init(
        element: ElementType, lanes: Int, tileRows: Int, depthStep: Int,
        matrixProduct: @escaping Kernel<MatrixProductArguments>, depthwise: @escaping Kernel<DepthwiseArguments>,
        pool: @escaping Kernel<PoolArguments>, elementwise: @escaping Kernel<ElementwiseArguments>,
        activation: @escaping Kernel<ActivationArguments>, rounding: @escaping Kernel<RoundingArguments>,
        winogradInput: @escaping Kernel<WinogradInputArguments>,
        winogradProduct: @escaping Kernel<WinogradProductArguments>,
        winogradOutput: @escaping Kernel<WinogradOutputArguments>
    ) {
        self.element = element
        self.lanes = lanes
        self.tileRows = tileRows
        self.depthStep = depthStep
        self.matrixProduct = matrixProduct
        self.depthwise = depthwise
        self.pool = pool
        self.elementwise = elementwise
        self.activation = activation
        self.rounding = rounding
        self.winogradInput = winogradInput
        self.winogradProduct = winogradProduct
        self.winogradOutput = winogradOutput
    }
}
