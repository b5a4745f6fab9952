/// Floats to be rounded to the kernels' element type.
public struct RoundingArguments {
    /// May be read up to the end of its last vector.
    public var input: UnsafePointer<Float>
    public var output: MapPointer
    /// Nothing beyond is written.
    public var count: Int

    public init(input: UnsafePointer<Float>, output: MapPointer, count: Int) {
        self.input = input
        self.output = output
        self.count = count
    }
}
