import SwiftletReports
import Testing

@Suite struct NumberTextTests {
    @Test func numbers() {
        #expect(NumberText.fixed(3.14159, 2) == "3.14" && NumberText.fixed(-0.004, 2) == "0.00")
        #expect(NumberText.fixed(0.95, 1) == "1.0" || NumberText.fixed(0.95, 1) == "0.9")
        #expect(NumberText.fixed(2.5, 0) == "3" && NumberText.fixed(.nan, 2) == "–")
        #expect(NumberText.count(4_231_976) == "4.23 M" && NumberText.count(999) == "999")
        #expect(NumberText.grouped(1_248_424) == "1,248,424" && NumberText.grouped(-12) == "−12")
        #expect(NumberText.bytes(12) == "12 B" && NumberText.bytes(9_600_000) == "9.60 MB")
    }

    @Test func shortCounts() {
        #expect(
            [0, 999, 1000, 34_249, 34_250, 99_949, 99_950, 3_504_872, 300_774_272, 37_745_880_000].map(NumberText.short)
                == ["0", "999", "1.0 k", "34.2 k", "34.3 k", "99.9 k", "100 k", "3.5 M", "300 M", "37.7 G"])
    }

    @Test func durations() {
        #expect(
            [0, 7, 59.2, 750, 3723, -1, 1e300].map(NumberText.duration) == [
                "0:00", "0:07", "1:00", "12:30", "1:02:03", "0:00", "277777:46:40",
            ])
    }
}
