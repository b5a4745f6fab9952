/// Rounds a scaled number of channels to the nearest multiple of `divisor`: to at least `divisor`, and never below `limit`
/// times the number (MobileNet's `make_divisible`).
///
/// - Precondition: `value` is finite and fits in `Int`.
public func makeDivisible(_ value: Double, by divisor: Int = 8, limit: Double = 0.9) -> Int {
    let rounded = max(divisor, Int(value + Double(divisor) / 2) / divisor * divisor)
    return Double(rounded) < limit * value ? rounded + divisor : rounded
}
