import _SwiftletLibC

/// The system's description of this machine's processor.
public struct Machine: Hashable, Sendable, Codable {
    /// The model's name.
    public var processor: String
    /// Bytes of the data caches, the first level first. The first two belong to a core. Further ones may be shared.
    public var caches: [Int]

    /// This machine. If the system does not name its caches, 32 KiB and 1 MiB are assumed.
    public static var current: Machine {
        #if canImport(Darwin)
        var caches: [Int] = []
        for name in ["hw.perflevel0.l1dcachesize", "hw.perflevel0.l2cachesize", "hw.l3cachesize"] {
            var size = 0
            var length = MemoryLayout<Int>.size
            if sysctlbyname(name, &size, &length, nil, 0) == 0, size > 0 { caches.append(size) }
        }
        var name = [CChar](repeating: 0, count: 256)
        var length = name.count - 1
        let known = sysctlbyname("machdep.cpu.brand_string", &name, &length, nil, 0) == 0
        return Machine(processor: known ? String(cString: name) : "unknown", caches: plausible(caches))
        #else
        let line = text("/proc/cpuinfo")?.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":", maxSplits: 1).last.map { trimmed(String($0)) }
        return Machine(processor: name ?? "unknown", caches: plausible(cachesOfSysfs()))
        #endif
    }

    /// Sizes that grow from level to level.
    private static func plausible(_ caches: [Int]) -> [Int] {
        var result: [Int] = []
        for size in caches where (1 << 12...1 << 40).contains(size) && size > (result.last ?? 0) { result.append(size) }
        return result.count >= 2 ? result : [32 << 10, 1 << 20]
    }

    #if !canImport(Darwin)
    private static func cachesOfSysfs() -> [Int] {
        var sizes: [Int: Int] = [:]
        for index in 0..<8 {
            let folder = "/sys/devices/system/cpu/cpu0/cache/index\(index)/"
            guard let type = text(folder + "type").map(trimmed), type != "Instruction",
                let level = text(folder + "level").map(trimmed).flatMap({ Int($0) }), (1...4).contains(level),
                let size = text(folder + "size").map(trimmed)
            else { continue }
            let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
            guard let unit = size.last.flatMap({ units[$0] }), let count = Int(size.dropLast()), count > 0,
                count < 1 << 30
            else { continue }
            sizes[level] = count * unit
        }
        return sizes.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// The beginning of a small system file.
    private static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
    #endif
}
