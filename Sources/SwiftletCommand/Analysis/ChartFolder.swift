import Foundation
import Swiftlet

/// A folder of pictures, an SVG file each.
struct ChartFolder {
    let path: String

    /// Makes the folder if it is not there.
    init(_ path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandError("\(Format.printable(path)): cannot be made a folder")
        }
    }

    func write(_ charts: [(name: String, chart: any Chart)]) throws {
        for (name, chart) in charts { try TextFile.write(chart.svg(), to: "\(path)/\(name).svg") }
    }
}
