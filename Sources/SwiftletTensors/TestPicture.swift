/// The picture that measurements run on.
package enum TestPicture {
    /// The element at `index` in memory: a ramp from −1 to nearly 1, repeated every 255 elements.
    @inlinable package static func element(_ index: Int) -> Float { Float(index % 255) / 127.5 - 1 }
}
