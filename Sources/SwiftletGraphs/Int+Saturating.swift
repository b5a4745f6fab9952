// Counts that follow from a description somebody else wrote: where one would not fit, `Int.max` says so.
extension Int {
    /// The product of counts, none negative; `Int.max` where it is more than that.
    package static func saturatingProduct(_ factors: Int...) -> Int {
        // A zero anywhere makes the product zero, whatever overflows before it.
        if factors.contains(0) { return 0 }
        return factors.reduce(1) { product, factor in
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            return overflow ? .max : next
        }
    }

    /// The sum of two counts, none negative; `Int.max` where it is more than that.
    package func addingSaturating(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
