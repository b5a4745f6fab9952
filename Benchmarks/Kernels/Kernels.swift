import Benchmark
import Swiftlet

/// What the kernels of this machine reach at most, GFLOP/s.
private let peak = (try? InstructionSet.selected().measuredPeak()) ?? .nan

let benchmarks: @Sendable () -> Void = {
    let time = BenchmarkMetric.custom("nanoseconds", polarity: .prefersSmaller, useScalingFactor: false)
    let rate = BenchmarkMetric.custom("GFLOP/s", polarity: .prefersLarger, useScalingFactor: false)
    let share = BenchmarkMetric.custom("% of peak", polarity: .prefersLarger, useScalingFactor: false)
    let traffic = BenchmarkMetric.custom("GB/s", polarity: .prefersLarger, useScalingFactor: false)

    for row in Layers.table {
        let metrics = [time] + (row.work == .layers ? [rate, share] : []) + [traffic]
        Benchmark(
            row.name,
            configuration: .init(
                metrics: metrics, warmupIterations: 1, maxDuration: .milliseconds(300), maxIterations: 50)
        ) { benchmark, layer in
            let figures = try layer.measure()
            benchmark.measurement(time, Int(figures.nanoseconds))
            benchmark.measurement(rate, Int(figures.gigaflops.rounded()))
            benchmark.measurement(share, Int((100 * figures.gigaflops / peak).rounded()))
            benchmark.measurement(traffic, Int(figures.gigabytesPerSecond.rounded()))
        } setup: {
            try Layer(row)
        }
    }
}
