import _SwiftletMicrokernelInterface

/// The kernels of this module's instruction set.
public func kernels() -> KernelSet {
    KernelSet(
        element: elementType, lanes: lanes, tileRows: tileRows, depthStep: depthStep, matrixProduct: matrixProduct,
        depthwise: depthwise, pool: pool, elementwise: elementwise, activation: activation, rounding: rounding,
        winogradInput: winogradInput, winogradProduct: winogradProduct, winogradOutput: winogradOutput)
}
