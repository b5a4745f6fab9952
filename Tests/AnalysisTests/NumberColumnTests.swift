import Swiftlet
import Testing

@Suite struct NumberColumnTests {
    private func texts(_ values: [Double], hasUnits: Bool = true) -> [String] {
        let column = NumberColumn(values, hasUnits: hasUnits)
        return [column.title("n")] + values.map { column.text($0) }
    }

    @Test func oneFormatForAColumn() {
        #expect(texts([416_520, 300_774_272, 37_745_880_000]) == ["n (M)", "0.4", "300.8", "37,745.9"])
        #expect(texts([61_706, 3_504_872, 143_667_240]) == ["n (M)", "0.06", "3.50", "143.67"])
        #expect(texts([1, 17, 34]) == ["n", "1", "17", "34"])
        #expect(texts([0.5, 0, -2]) == ["n", "0.500", "0", "−2.000"])
        #expect(texts([1200.5, 3.25], hasUnits: false) == ["n", "1,200.50", "3.25"])
        #expect(texts([]) == ["n"])
        // What the digits cannot show is not shown as nothing.
        #expect(texts([1e9, 1e9, 100]).last == "<0.001")
    }

    @Test func anyNumber() {
        let hostile = [0, -0.0, .nan, .infinity, -.infinity, 1e300, -1e300, 5e-324, .greatestFiniteMagnitude, 1]
        for value in hostile {
            for other in hostile {
                let column = NumberColumn([value, other])
                #expect((0...3).contains(column.digits))
                #expect(!column.text(value).isEmpty && !column.text(value).lowercased().contains("nan"))
            }
        }
        #expect(NumberColumn([1.0]).text(nil) == "–")
        #expect(NumberColumn([5e6, 6e6]).title("memory", isBytes: true) == "memory (MB)")
        #expect(NumberColumn([5.0]).title("memory", isBytes: true) == "memory (B)")
    }

    /// What stands in an experiment's column is all thousands, or all millions.
    @Test func experimentsTablesHaveOneFormatAColumn() throws {
        for experiment in Experiment.all {
            for table in try experiment.run(measures: false).tables {
                let (titles, rows) = table.texts
                #expect(titles.count == table.columns.count && rows.count == table.rows.count)
                for index in titles.indices where table.rows.contains(where: { $0[index].number != nil }) {
                    let cells = rows.map { $0[index] }.filter { $0 != "–" && $0 != "0" && !$0.hasPrefix("<") }
                    let numbers = cells.filter { $0.allSatisfy { "0123456789.,−".contains($0) } }
                    let digits = Set(numbers.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 })
                    #expect(digits.count <= 1, "\(experiment.name), \(titles[index]): \(cells)")
                }
            }
        }
    }
}
