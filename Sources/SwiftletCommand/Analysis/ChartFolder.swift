import Swiftlet
import _SwiftletSystem

/// A folder of pictures, an SVG file each.
struct ChartFolder {
    let path: FilePath

    /// Makes the folder if it is not there.
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
