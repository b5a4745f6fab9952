// Counts that follow from a description of unknown origin. A count that does not fit in `Int` becomes `Int.max`.
extension Int {
    /// The product of counts, none negative; `Int.max` where it does not fit.
    package static func saturatingProduct(_ factors: Int...) -> Int {
        // One zero makes the product zero, even where the other factors overflow.
        if factors.contains(0) { return 0 }
        return factors.reduce(1) { product, factor in
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            return overflow ? .max : next
        }
    }

    /// The sum of two counts, none negative; `Int.max` where it does not fit.
    package func addingSaturating(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
