import _SwiftletMicrokernelInterface

/// Rounds floats to elements. See ``RoundingArguments``.
func rounding(_ arguments: UnsafePointer<RoundingArguments>) {
    let input = arguments.pointee.input
    let output = arguments.pointee.output.mutableElements
    let whole = arguments.pointee.count / lanes &* lanes
    var index = 0
    while index < whole {
        store(load(input + index), to: output + index)
        index &+= lanes
    }
    if index < arguments.pointee.count {
        store(load(input + index), first: arguments.pointee.count &- index, to: output + index)
    }
}
