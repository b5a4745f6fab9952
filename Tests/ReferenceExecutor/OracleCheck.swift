import SwiftletGraphs
import SwiftletTensors

/// Holds a network and whatever runs it to its oracle.
public enum OracleCheck {
    /// Runs `graph` with the oracle's weights and input by `run` and compares the output with the stored one.
    ///
    /// `batch` above 1 repeats the picture; each copy must agree.
    /// - Parameter tolerance: In place of the oracle's own, as a share of the largest output.
    /// - Returns: the largest difference as a share of the oracle's tolerance, at most 1.
    /// - Throws: ``OracleError`` that says by how much the output is off, or what `run` throws.
    @discardableResult
    public static func verify(
        _ row: OracleRow, of file: String = "oracles", graph: Graph, tolerance: Double? = nil,
        run: (Graph, Weights, Tensor) throws -> Tensor
    ) throws -> Double {
        let batch = graph.shape(of: graph.inputs[0]).batch
        let weights = OracleRule.weights(for: graph, exponents: row.exponents, salt: row.salt)
        let picture = OracleRule.input(shape: Shape(row.input), scale: row.inputScale, salt: row.salt)
        let pictures = Tensor(
            Array(repeatElement(picture.floats(), count: batch).joined()), shape: picture.shape.withBatch(batch))
        let output = try run(graph, weights, pictures)
        guard output.shape == Shape(row.output).withBatch(batch) else {
            throw OracleError("\(row.model): output of \(output.shape), not \(Shape(row.output).withBatch(batch))")
        }
        guard let expected = try Oracle.outputs(file)[row.model]?.floats() else {
            throw OracleError("\(row.model): no stored output")
        }
        let values = output.floats()
        let count = values.count / batch
        var worst = 0.0
        for picture in 0..<batch {
            let stored = sampled(Array(values[picture * count..<(picture + 1) * count]), row)
            guard stored.count == expected.count else {
                throw OracleError("\(row.model): \(stored.count) values to compare with \(expected.count)")
            }
            for (value, truth) in zip(stored, expected) {
                let difference = abs(Double(value) - Double(truth))
                worst = difference.isNaN ? .infinity : max(worst, difference)
            }
        }
        let share = worst / ((tolerance ?? row.tolerance) * row.maxAbs)
        guard share <= 1 else {
            throw OracleError("\(row.model): off by \(worst), which is \(share) times the tolerance")
        }
        return share
    }

    /// Compares the graph's parameters with the keys and shapes of the reference's state dict.
    /// - Returns: a line for each difference.
    public static func stateDifferences(_ graph: Graph, _ row: OracleRow) -> [String] {
        let expected = Dictionary(uniqueKeysWithValues: row.state.map { ($0.key, Shape($0.shape)) })
        var lines: [String] = []
        for (key, shape) in expected {
            switch graph.parameters[key]?.shape {
            case nil: lines.append("\(key) of \(shape) is missing")
            case let given? where given != shape: lines.append("\(key) is \(given), not \(shape)")
            default: break
            }
        }
        return (lines + graph.parameters.keys.filter { expected[$0] == nil }.map { "\($0) is not in the reference" })
            .sorted()
    }

    /// What a fixture stores of an output: all of it, or every 97th pixel of each channel.
    private static func sampled(_ values: [Float], _ row: OracleRow) -> [Float] {
        guard row.stored != "whole" else { return values }
        let area = row.output.dropFirst(2).reduce(1, *)
        return stride(from: 0, to: values.count, by: area).flatMap { start in
            stride(from: start, to: start + area, by: 97).map { values[$0] }
        }
    }
}
