import SwiftletReports
import Testing

@Suite struct ScaleTests {
    private func labels(_ kind: ScaleKind, _ values: [Double], _ count: Int, zero: Bool = false) -> [String] {
        Scale(kind, fitting: values, includesZero: zero, start: 0, end: 100).ticks(count).compactMap(\.label)
    }

    @Test func roundSteps() {
        #expect(labels(.linear, [0, 1], 5, zero: true) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
        #expect(labels(.linear, [0, 37], 4, zero: true) == ["0", "10", "20", "30", "40"])
        #expect(labels(.linear, [0, 3_000_000], 4, zero: true) == ["0", "1 M", "2 M", "3 M"])
        #expect(labels(.linear, [68, 77.3], 5) == ["68", "70", "72", "74", "76", "78"])
    }

    @Test func powersOfTen() {
        #expect(labels(.logarithmic, [1, 1e6], 7) == ["1", "10", "100", "1 k", "10 k", "100 k", "1 M"])
        #expect(labels(.logarithmic, [1, 100], 7) == ["1", "2", "5", "10", "20", "50", "100"])
        #expect(labels(.logarithmic, [1, 1e12], 5) == ["1", "1 k", "1 M", "1 G", "1 T"])
    }

    @Test(arguments: [ScaleKind.linear, .logarithmic])
    func everyValueHasAPlace(_ kind: ScaleKind) {
        let values = [0.003, 7, 12, 1e5]
        let scale = Scale(kind, fitting: values, start: 10, end: 90)
        let positions = values.map(scale.position)
        #expect(positions == positions.sorted() && positions.allSatisfy { (10...90).contains($0) })
        #expect(scale.ticks(5).allSatisfy { scale.domain.contains($0.value) })
        // From the bottom up, as vertical axes run.
        let down = Scale(kind, fitting: values, start: 90, end: 10)
        #expect(abs(down.position(7) - (100 - scale.position(7))) < 1e-9)
    }

    @Test func whatHasNoPlaceIsHeldAtTheEdge() {
        let scale = Scale(.logarithmic, fitting: [1, 100, -5, 0, .nan, .infinity], start: 0, end: 100)
        #expect(scale.position(0) == 0 && scale.position(-3) == 0 && scale.position(1e9) == 100)
        #expect(scale.position(.nan) == 0)
    }
}
