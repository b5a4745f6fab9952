import _SwiftletLibC

func exponential(_ x: Double) -> Double { exp(x) }
