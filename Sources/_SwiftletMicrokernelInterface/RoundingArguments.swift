/// Floats that become elements of the kernels' type.
public struct RoundingArguments {
    /// May be read to the end of its last vector.
    public var input: UnsafePointer<Float>
    public var output: MapPointer
    /// What lies beyond is not written.
    public var count: Int

    public init(input: UnsafePointer<Float>, output: MapPointer, count: Int) {
        self.input = input
        self.output = output
        self.count = count
    }
}
