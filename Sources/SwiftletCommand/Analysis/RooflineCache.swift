import Foundation
import Swiftlet

/// This machine's roofline, measured once and kept in the user's cache folder, a file for each processor model and
/// instruction set.
struct RooflineCache {
    let set: InstructionSet
    private let machine = Machine.current
    private let path: String?

    /// No roofline is larger, in bytes.
    private static let largest = 4 << 20

    init(_ set: InstructionSet) {
        self.set = set
        let model = machine.processor.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = "roofline-\(String(model.prefix(64)))-\(set.rawValue).json"
        path = (try? Hub().machineCache()).map { "\($0)/\(name)" }
    }

    /// The roofline with ceilings for every one of the numbers of threads, after measuring those that are missing; all of
    /// them if `refresh`.
    func roofline(threads: [Int], refresh: Bool = false) throws -> Roofline {
        var roofline = (refresh ? nil : load()) ?? Roofline(machine: machine, instructionSet: set)
        let missing = threads.filter { roofline.ceilings(threads: $0) == nil }
        guard !missing.isEmpty else { return roofline }
        if Terminal.errorIsTerminal {
            Terminal.note("measuring this machine, once\n")
        }
        var progress = ProgressBar(total: 100, unit: "%")
        var done = 0
        let measured = try Roofline.measure(threads: missing, instructionSet: set) { share in
            let percent = Int(share * 100)
            progress.advance(by: percent - done, redraw: false)
            done = percent
        }
        progress.hide()
        for ceilings in measured.threads { roofline.set(ceilings) }
        save(roofline)
        return roofline
    }

    /// What an earlier run found; nil if there is nothing, or nothing that can be trusted.
    private func load() -> Roofline? {
        guard let path, let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
            size <= Self.largest, let data = FileManager.default.contents(atPath: path),
            let roofline = try? JSONDecoder().decode(Roofline.self, from: data),
            roofline.isPlausible(for: machine, set)
        else { return nil }
        return roofline
    }

    /// Keeps it if it can be kept; it can be measured again otherwise.
    private func save(_ roofline: Roofline) {
        guard let path, let data = try? JSONEncoder().encode(roofline) else { return }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try? AtomicFile.write(to: path) { writer throws(FormatError) in try writer.write(Array(data)) }
    }
}
