import SwiftletReports
import SwiftletTensors
import _SwiftletLibC

extension Experiment {
    static let reluCollapse = Experiment(
        "relu-collapse", title: "What ReLU destroys in few dimensions",
        question: """
            A spiral in the plane is embedded in n dimensions by a random matrix, goes through ReLU, and is projected back. \
            In few dimensions ReLU folds it onto itself; in many it stays whole. Hence the linear bottleneck: no ReLU where a \
            block is narrow.
            """,
        source: .mobileNetV2("§3.2, Figure 1")
    ) { _ in ReLUCollapse.findings() }
}

enum ReLUCollapse {
    static let dimensions = [2, 3, 5, 15, 30]
    static let trials = 200

    struct Outcome {
        /// The spiral after the embedding and its pseudo-inverse.
        let points: [TraceChart.Panel.Point]
        /// ‖X − X′‖ / ‖X‖.
        let error: Double
        /// The error after X′ is scaled by the best factor: ReLU halves its input on average.
        let shapeError: Double
        /// The share of the points with fewer than two surviving dimensions. They cannot be recovered.
        let lost: Double
    }

    /// Two and a half turns from the centre outwards.
    static let spiral: [TraceChart.Panel.Point] = (0..<400).map { index in
        let share = Double(index + 1) / 400
        let angle = share * 5 * .pi
        return TraceChart.Panel.Point(share * cos(angle), share * sin(angle))
    }

    /// `T` of n×2 normal numbers, `Y = ReLU(T·X)`, `X′ = T⁺·Y`.
    static func run(dimensions: Int, seed: UInt64) -> Outcome {
        var random = NormalNumbers(seed: seed)
        let rows = (0..<dimensions).map { _ in (a: random.next(), b: random.next()) }
        // T⁺ = (TᵀT)⁻¹·Tᵀ. TᵀT is a 2×2 matrix.
        let (aa, ab, bb) = rows.reduce((0.0, 0.0, 0.0)) { sum, row in
            (sum.0 + row.a * row.a, sum.1 + row.a * row.b, sum.2 + row.b * row.b)
        }
        let determinant = aa * bb - ab * ab
        var (points, lost) = ([TraceChart.Panel.Point](), 0)
        for point in spiral {
            var (p, q, alive) = (0.0, 0.0, 0)
            for row in rows {
                let value = row.a * point.x + row.b * point.y
                guard value > 0 else { continue }
                (p, q, alive) = (p + row.a * value, q + row.b * value, alive + 1)
            }
            if alive < 2 { lost += 1 }
            points.append(.init((bb * p - ab * q) / determinant, (aa * q - ab * p) / determinant))
        }
        let norm = spiral.reduce(0) { $0 + $1.x * $1.x + $1.y * $1.y }
        let back = points.reduce(0) { $0 + $1.x * $1.x + $1.y * $1.y }
        let dot = zip(spiral, points).reduce(0) { $0 + $1.0.x * $1.1.x + $1.0.y * $1.1.y }
        return Outcome(
            points: points, error: max(0, (norm - 2 * dot + back) / norm).squareRoot(),
            shapeError: back > 0 ? max(0, 1 - dot * dot / (norm * back)).squareRoot() : 1,
            lost: Double(lost) / Double(spiral.count))
    }

    static func findings() -> Experiment.Findings {
        var table = ResultTable(
            "Medians of \(trials) random embeddings",
            [
                .setting("dimensions", "n"), .computed("error", "reconstruction error"),
                .computed("shape_error", "error of the shape"),
                .computed("lost", "points lost for good, %"),
            ])
        var panels = [TraceChart.Panel(title: "input", note: "2 dimensions", points: spiral)]
        for dimension in dimensions {
            let outcomes = (0..<trials).map { run(dimensions: dimension, seed: UInt64($0)) }
            func median(_ value: (Outcome) -> Double) -> Double { outcomes.map(value).sorted()[trials / 2] }
            let lost = outcomes.reduce(0) { $0 + $1.lost } / Double(trials)
            table.append([
                .integer(dimension), .number(median(\.error), digits: 3), .number(median(\.shapeError), digits: 3),
                .number(100 * lost, digits: 1),
            ])
            // The picture shows the embedding with the median error, so that it is typical.
            let typical = outcomes.sorted { $0.shapeError < $1.shapeError }[trials / 2]
            panels.append(
                .init(
                    title: "n = \(dimension)", note: "shape error \(NumberText.fixed(typical.shapeError, 2))",
                    points: typical.points))
        }
        let points = zip(dimensions, table.numbers("shape_error")).map { pair in
            LineChart.Series.Point(Double(pair.0), pair.1 ?? 0)
        }
        return Experiment.Findings(
            tables: [table],
            charts: [
                TraceChart(
                    title: "A spiral through ReLU in n dimensions, and back",
                    summary: "The spiral collapses for small n and keeps its shape for large n.", panels: panels),
                LineChart(
                    title: "Error of the shape by dimensions",
                    summary: "The error falls as the dimensions grow.", xAxis: Axis("n", .logarithmic),
                    yAxis: Axis("error of the shape, median"), series: [LineChart.Series("", points)]),
            ],
            remarks: [
                """
                The paper shows pictures and no numbers. The error of the shape leaves out one common factor, for ReLU halves \
                what it passes; a point is lost for good where fewer than two of its n values are positive.
                """
            ])
    }
}

/// Normally distributed numbers, the same everywhere for the same seed: SplitMix64, then Box and Muller.
struct NormalNumbers {
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03)
    }

    mutating func next() -> Double {
        let radius = (-2 * log(uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// In (0, 1].
    private mutating func uniform() -> Double {
        (Double(generator.next() >> 11) + 1) * 0x1p-53
    }
}
