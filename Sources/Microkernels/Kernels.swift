import _MicrokernelInterface

/// The kernels of this module's instruction set.
public func kernels() -> KernelSet {
    KernelSet(
        lanes: lanes, tileRows: tileRows, matrixProduct: matrixProduct, depthwise: depthwise, pool: pool,
        elementwise: elementwise, activation: activation, winogradInput: winogradInput,
        winogradProduct: winogradProduct, winogradOutput: winogradOutput)
}
