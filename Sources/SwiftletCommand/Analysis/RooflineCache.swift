import Foundation
import Swiftlet
import _SwiftletSystem

/// This machine's roofline, measured once and kept in the user's cache folder. Each processor model and instruction set
/// has a file. Another build of this executable may have other kernels, so that it measures anew.
struct RooflineCache {
    /// The contents of the file.
    private struct Record: Codable {
        var build: String
        var roofline: Roofline
    }

    let set: InstructionSet
    private let machine = Machine.current
    private let path: FilePath?

    /// The limit on the file's bytes.
    private static let largest = 4 << 20

    init(_ set: InstructionSet) {
        self.set = set
        let model = machine.processor.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = "roofline-\(String(model.prefix(64)))-\(set.rawValue).json"
        path = (try? Hub().machineCache()).map { $0.appending(name) }
    }

    /// The roofline for the given numbers of threads. Missing ceilings are measured, or all of them if `refresh`.
    func roofline(threads: [Int], refresh: Bool = false) throws -> Roofline {
        var roofline = (refresh ? nil : load()) ?? Roofline(machine: machine, instructionSet: set)
        let missing = threads.filter { roofline.ceilings(threads: $0) == nil }
        guard !missing.isEmpty else { return roofline }
        noteLoad()
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

    /// Prints a note if other programs will spoil the measurement.
    private func noteLoad() {
        var loads = [0.0]
        guard getloadavg(&loads, 1) == 1, loads[0] > 0.5 * Double(EngineConfiguration.processors) else { return }
        Terminal.note(
            "note: other programs keep this machine busy (load \(Format.fixed(loads[0], 1)) on "
                + "\(EngineConfiguration.processors) processors); on an idle one, measure again: swiftlet roofline --refresh\n"
        )
    }

    /// The executable's size and age.
    private static var build: String {
        #if os(Linux)
        let path: FilePath = "/proc/self/exe"
        #else
        let path = FilePath(Bundle.main.executablePath ?? CommandLine.arguments[0])
        #endif
        guard let status = Files.status(path) else { return "0 0" }
        #if canImport(Darwin)
        return "\(status.st_size) \(status.st_mtimespec.tv_sec)"
        #else
        return "\(status.st_size) \(status.st_mtim.tv_sec)"
        #endif
    }

    /// An earlier run's roofline; nil if there is none, or none to be trusted.
    private func load() -> Roofline? {
        guard let path, let bytes = Files.contents(path, atMost: Self.largest),
            let record = try? JSONDecoder().decode(Record.self, from: Data(bytes)), record.build == Self.build,
            record.roofline.isPlausible(for: machine, set)
        else { return nil }
        return record.roofline
    }

    /// Keeps the roofline if possible. Otherwise it can be measured again.
    private func save(_ roofline: Roofline) {
        guard let path, let lock = try? FileLock(path.appending(suffix: ".lock")) else { return }
        // Another process may have measured other numbers of threads in the meantime.
        var merged = roofline
        for ceilings in load()?.threads ?? [] where merged.ceilings(threads: ceilings.threads) == nil {
            merged.set(ceilings)
        }
        guard let data = try? JSONEncoder().encode(Record(build: Self.build, roofline: merged)) else { return }
        try? AtomicFile.write(to: path) { writer throws(FormatError) in try writer.write(Array(data)) }
        _ = consume lock
    }
}
