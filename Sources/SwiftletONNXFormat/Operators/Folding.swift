import SwiftletGraphs
import SwiftletTensors

// Arithmetic on constants, mostly on the shapes that exporters compute from shapes.
extension Translator {
    func constantOperator() throws(ONNXError) {
        let name = node.proto.output.first ?? ""
        if let tensor = try node.tensor("value") {
            define(try constant(tensor, name: name))
        } else if let number = try node.integer("value_int") {
            try define(integers: [number], extents: [])
        } else if let numbers = try node.integers("value_ints") {
            try define(integers: numbers, extents: [numbers.count])
        } else if let number = try node.float("value_float") {
            try define(numbers: [number], extents: [])
        } else if let numbers = try node.floats("value_floats") {
            try define(numbers: numbers, extents: [numbers.count])
        } else {
            throw error("has no tensor and no numbers")
        }
    }

    func shapeOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        let extents = try self.extents(data)
        func bound(_ index: Int) -> Int {
            min(max(index < 0 ? index.addingSaturating(extents.count) : index, 0), extents.count)
        }
        let start = bound(try node.integer("start", default: 0))
        let end = bound(try node.integer("end", default: extents.count))
        let part = Array(extents[start..<max(start, end)])
        try define(integers: part, extents: [part.count])
    }

    func sizeOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        try define(integers: [try extents(data).reduce(1, *)], extents: [])
    }

    func constantOfShapeOperator() throws(ONNXError) {
        guard let extents = try integersInput(0, "shape"), let count = Shape(exactly: extents)?.count,
            count <= Constant.arithmeticLimit
        else { throw error("makes a tensor of an impossible or a large shape") }
        guard let tensor = try node.tensor("value") else {
            return try define(numbers: Array(repeating: 0, count: count), extents: extents)
        }
        let value = try constant(tensor, name: "")
        if let integer = value.integers?.first, value.tensor.count == 1 {
            try define(integers: Array(repeating: integer, count: count), extents: extents)
        } else if let number = value.scalar {
            try define(numbers: Array(repeating: number, count: count), extents: extents)
        } else {
            throw error("repeats a tensor of more than one element")
        }
    }

    /// A cast between floating-point types changes nothing: the engine computes everything in its own precision.
    func castOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        guard let target = try node.integer("to"), let code = Int32(exactly: target), let type = ScalarType(onnx: code)
        else { throw error("casts to a type that is not supported") }
        try cast(data, to: type)
    }

    /// A cast to the type of another value.
    func castLikeOperator() throws(ONNXError) {
        guard let data = node.input(0), let like = node.input(1) else { throw error("lacks its input") }
        // Values that are computed from the picture are floating-point.
        try cast(data, to: try constant(like)?.tensor.scalarType ?? .float32)
    }

    private func cast(_ data: String, to type: ScalarType) throws(ONNXError) {
        guard let constant = try constant(data) else {
            guard type.isFloatingPoint else { throw error("casts a value of the network to \(type)") }
            return try defineAlias(data)
        }
        let source = constant.tensor.scalarType
        if source == type || (source.isFloatingPoint && type.isFloatingPoint) { return try defineAlias(data) }
        guard let numbers = constant.numbers else { throw error("casts a long constant") }
        if type.isFloatingPoint {
            try define(numbers: numbers, extents: constant.extents)
        } else {
            let integers = try whole(numbers)
            try define(integers: type == .bool ? integers.map { $0 == 0 ? 0 : 1 } : integers, extents: constant.extents)
        }
    }

    /// The numbers, rounded towards zero.
    private func whole(_ numbers: [Double]) throws(ONNXError) -> [Int] {
        var result: [Int] = []
        for number in numbers {
            guard let integer = Int(exactly: number.rounded(.towardZero)) else {
                throw error("computes \(number) where an integer is needed")
            }
            result.append(integer)
        }
        return result
    }

    /// Computes an element-wise operator on short constants. False if an operand is not a short constant.
    func foldElementwise() throws(ONNXError) -> Bool {
        guard node.proto.input.count == 2, let first = node.input(0), let second = node.input(1),
            let a = try constant(first), let b = try constant(second)
        else { return false }
        guard let extents = broadcast(a.extents, b.extents), let count = Shape(exactly: extents)?.count,
            count <= Constant.arithmeticLimit
        else { return false }
        if let x = a.integers, let y = b.integers {
            var result: [Int] = []
            for i in 0..<count {
                guard let value = folded(x[place(i, extents, a.extents)], y[place(i, extents, b.extents)]) else {
                    throw error("computes a number beyond 64 bits, or divides by zero")
                }
                result.append(value)
            }
            try define(integers: result, extents: extents)
        } else if let x = a.numbers, let y = b.numbers {
            let result = (0..<count).map { folded(x[place($0, extents, a.extents)], y[place($0, extents, b.extents)]) }
            try define(numbers: result, extents: extents)
        } else {
            return false
        }
        return true
    }

    /// Repeats a short constant or a map along its axes of 1.
    func expandOperator() throws(ONNXError) {
        guard let data = node.input(0), let wanted = try integersInput(1, "shape") else { throw error("lacks a shape") }
        let extents = try self.extents(data)
        guard let result = broadcast(extents, wanted), let count = Shape(exactly: result)?.count else {
            throw error("expands \(list(extents)) to \(list(wanted))")
        }
        if result == extents { return try defineAlias(data) }
        guard let constant = try constant(data) else {
            guard result.count == extents.count, extents.count == 4 else {
                throw error(
                    "expands \(list(extents)) to \(list(result)); only maps and short constants can be expanded")
            }
            let x = try arranged(try view(data))
            let counts = x.inverse.map { extents[$0] == result[$0] ? 1 : result[$0] }
            return define(try repeated(x.value, counts), like: x)
        }
        guard count <= Constant.arithmeticLimit else {
            throw error("expands \(list(extents)) to \(list(result)); only short constants can be expanded")
        }
        try define(constant, (0..<count).map { place($0, result, extents) }, extents: result)
    }

    private func folded(_ x: Int, _ y: Int) -> Int? {
        let (result, overflow): (Int, Bool)
        switch node.type {
        case "Add": (result, overflow) = x.addingReportingOverflow(y)
        case "Sub": (result, overflow) = x.subtractingReportingOverflow(y)
        case "Mul": (result, overflow) = x.multipliedReportingOverflow(by: y)
        case "Div": (result, overflow) = x.dividedReportingOverflow(by: y)
        case "Max": (result, overflow) = (max(x, y), false)
        default: (result, overflow) = (min(x, y), false)
        }
        return overflow ? nil : result
    }

    private func folded(_ x: Double, _ y: Double) -> Double {
        switch node.type {
        case "Add": x + y
        case "Sub": x - y
        case "Mul": x * y
        case "Div": x / y
        case "Max": max(x, y)
        default: min(x, y)
        }
    }

    private func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
        let rank = max(a.count, b.count)
        let left = [Int](repeating: 1, count: rank - a.count) + a
        let right = [Int](repeating: 1, count: rank - b.count) + b
        var result: [Int] = []
        for (x, y) in zip(left, right) {
            guard x == y || x == 1 || y == 1 else { return nil }
            result.append(x == 1 ? y : x)
        }
        return result
    }

    /// The element of a tensor of shape `source` that broadcasts to element `i` of a tensor of shape `extents`.
    private func place(_ i: Int, _ extents: [Int], _ source: [Int]) -> Int {
        var (rest, place, stride) = (i, 0, 1)
        for axis in extents.indices.reversed() {
            let index = rest % extents[axis]
            rest /= extents[axis]
            let own = axis - (extents.count - source.count)
            guard own >= 0 else { continue }
            if source[own] > 1 { place += index * stride }
            stride *= source[own]
        }
        return place
    }

    /// Clips a short constant. False if the input is not constant.
    func foldClip(_ name: String, _ low: Double, _ high: Double) throws(ONNXError) -> Bool {
        guard let constant = try constant(name) else { return false }
        guard low <= high, let numbers = constant.numbers else {
            throw error("clips a long constant, or to an empty range")
        }
        let clipped = numbers.map { min(max($0, low), high) }
        if constant.integers == nil {
            try define(numbers: clipped, extents: constant.extents)
        } else {
            try define(integers: try whole(clipped), extents: constant.extents)
        }
        return true
    }

    /// Floor and ceil of constants.
    func roundingOperator() throws(ONNXError) {
        guard let data = node.input(0), let constant = try constant(data), let numbers = constant.numbers else {
            throw error("is supported for constants only")
        }
        let rule: FloatingPointRoundingRule = node.type == "Floor" ? .down : .up
        try define(numbers: numbers.map { $0.rounded(rule) }, extents: constant.extents)
    }

    func foldConcatenation(_ constants: [Constant], axis: Int) throws(ONNXError) {
        guard axis == 0, constants.allSatisfy({ $0.extents.count == 1 }) else {
            throw error("joins constants of more than one axis")
        }
        let extents = [constants.reduce(0) { $0 + $1.tensor.count }]
        guard extents[0] <= Constant.arithmeticLimit else { throw error("joins long constants") }
        let integers = constants.compactMap(\.integers)
        if integers.count == constants.count { return try define(integers: Array(integers.joined()), extents: extents) }
        let numbers = constants.compactMap(\.numbers)
        try define(numbers: Array(numbers.joined()), extents: extents)
    }

    /// Elements of a short constant, by their places along each axis.
    func foldSlice(_ constant: Constant, _ places: [[Int]]) throws(ONNXError) {
        let extents = places.map(\.count)
        guard let count = Shape(exactly: extents)?.count, count <= Constant.arithmeticLimit else {
            throw error("takes elements of a long constant")
        }
        let sources = (0..<count).map { i in
            var (rest, place, stride) = (i, 0, 1)
            for axis in extents.indices.reversed() {
                place += places[axis][rest % extents[axis]] * stride
                rest /= extents[axis]
                stride *= constant.extents[axis]
            }
            return place
        }
        try define(constant, sources, extents: extents)
    }

    func foldGather(_ constant: Constant, _ places: [Int], shape: [Int]) throws(ONNXError) {
        guard constant.extents.count == 1, Shape(exactly: shape)?.count == places.count else {
            throw error("takes elements of a constant of \(constant.extents.count) axes")
        }
        try define(constant, places, extents: shape)
    }

    private func define(_ constant: Constant, _ places: [Int], extents: [Int]) throws(ONNXError) {
        if let integers = constant.integers {
            try define(integers: places.map { integers[$0] }, extents: extents)
        } else if let numbers = constant.numbers {
            try define(numbers: places.map { numbers[$0] }, extents: extents)
        } else {
            throw error("takes elements of a long constant")
        }
    }
}
