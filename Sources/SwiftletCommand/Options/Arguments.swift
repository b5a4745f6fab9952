/// The command line before it is parsed.
package enum Arguments {
    /// Turns `--size -1` into `--size=-1`. Options do not begin with a digit, so that a negative number is always the
    /// value of the option before it. The error then names the option.
    package static func joiningNegativeNumbers(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return result + arguments[index...] }
            let isNegative =
                argument.first == "-" && argument.dropFirst().first.map { $0.isASCII && $0.isNumber } == true
            if isNegative, let option = result.last, option.hasPrefix("--"), option.count > 2, !option.contains("=") {
                result[result.count - 1] += "=" + argument
            } else {
                result.append(argument)
            }
        }
        return result
    }
}
