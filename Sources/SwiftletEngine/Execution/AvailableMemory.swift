import _SwiftletLibC

/// How much memory the process can still take.
///
/// Linux grants more memory than there is and kills a process that then uses it, so large needs are compared with what
/// there is before they are asked for.
package enum AvailableMemory {
    /// The least of three: what the machine has free, with its swap; what the process's control groups leave (a
    /// container's `--memory`); what its limits leave (`ulimit -v`, `ulimit -d`). A sixteenth, 64 MiB at most, stays for
    /// everything else that the process needs.
    package static var byteCount: Int {
        let machine = Machine(SystemFile.text("/proc/meminfo"))
        let groups = ControlGroups()
        return byteCount(
            machine: machine.available ?? physicalByteCount,
            groups: groups.availableMemory(in: memoryFolders, swap: machine.freeSwap), limits: limits)
    }

    package static func byteCount(machine: Int, groups: Int?, limits: Int?) -> Int {
        let least = max(0, min(machine, groups ?? .max, limits ?? .max))
        return least - min(least / 16, 64 << 20)
    }

    /// - Parameters:
    ///   - needed: Bytes; `Int.max` for more than can be counted.
    ///   - place: Who needs them: the network.
    ///   - purpose: What for, as the subject of a sentence: `an input of 1×3×224×224`.
    /// - Throws: ``EngineError`` with a ``MemoryShortage`` if there are fewer.
    package static func require(
        _ needed: Int, by place: String, for purpose: @autoclosure () -> String
    ) throws(EngineError) {
        let available = byteCount
        guard needed <= available else {
            throw EngineError(place, purpose(), MemoryShortage(needed: needed, available: available))
        }
    }

    /// The error for memory that the system did not grant.
    static func refusal(_ needed: Int, by place: String, for purpose: String) -> EngineError {
        EngineError(place, purpose, MemoryShortage(needed: needed, available: byteCount))
    }

    /// Groups seldom change: their folders are looked up once.
    private static let memoryFolders = ControlGroups().folders(limiting: "memory")

    /// Bytes of memory that the machine has, for systems without `/proc`.
    private static let physicalByteCount: Int = {
        let (bytes, overflow) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
            by: sysconf(Int32(_SC_PAGESIZE)))
        return overflow || bytes <= 0 ? Int.max : bytes
    }()

    /// What `/proc/meminfo` tells, in bytes.
    package struct Machine {
        /// Free memory and what the system can free, swap included; nil if it does not say.
        package var available: Int?
        package var freeSwap = 0

        package init(_ text: String?) {
            var memory: Int?
            for line in (text ?? "").split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count == 3, words[2] == "kB", let kibibytes = Int(words[1]), kibibytes >= 0,
                    kibibytes < Int.max >> 11
                else { continue }
                switch words[0] {
                case "MemAvailable:": memory = kibibytes << 10
                case "SwapFree:": freeSwap = kibibytes << 10
                default: break
                }
            }
            available = memory.map { $0 + freeSwap }
        }
    }

    /// What the limits of the process's address space and data leave; nil without a limit.
    private static var limits: Int? {
        #if canImport(Glibc)
        guard let space = limit(RLIMIT_AS) ?? limit(RLIMIT_DATA) else { return nil }
        // Pages: all, resident, shared, text, libraries, data and stack.
        let words = (SystemFile.text("/proc/self/statm") ?? "").split(separator: " ").map { Int($0) ?? 0 }
        guard words.count >= 6 else { return space }
        let page = Int(getpagesize())
        let left = [limit(RLIMIT_AS).map { $0 - words[0] * page }, limit(RLIMIT_DATA).map { $0 - words[5] * page }]
        return left.compactMap(\.self).min()
        #else
        return nil
        #endif
    }

    #if canImport(Glibc)
    private static func limit(_ resource: __rlimit_resource) -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
        return Int(exactly: limit.rlim_cur)
    }
    #endif
}
