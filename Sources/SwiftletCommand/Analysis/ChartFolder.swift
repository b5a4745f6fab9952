import Swiftlet
import _SwiftletSystem

/// A folder of pictures, each an SVG file.
struct ChartFolder {
    let path: FilePath

    /// Makes the folder if necessary.
    init(_ path: FilePath) throws {
        self.path = path
        do {
            try Files.createFolder(path)
        } catch {
            throw CommandError("\(error.path.printable): \(error.reason)")
        }
    }

    func write(_ charts: [(name: String, chart: any Chart)]) throws {
        for (name, chart) in charts { try TextFile.write(chart.svg(), to: path.appending("\(name).svg")) }
    }
}
