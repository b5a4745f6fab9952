import SwiftletReports
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
}
