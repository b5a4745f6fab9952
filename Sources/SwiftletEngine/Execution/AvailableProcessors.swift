import _CSwiftletSystem
import _SwiftletLibC

/// How many processors the process may use.
package enum AvailableProcessors {
    static var count: Int {
        count(online: sysconf(Int32(_SC_NPROCESSORS_ONLN)), affinity: affinity, quota: ControlGroups().processorQuota)
    }

    /// - Parameters:
    ///   - affinity: Processors that the system runs the process on; nil if it does not say.
    ///   - quota: Seconds of processor time a second; nil without a limit.
    /// - Returns: From 1 to ``EngineConfiguration/maximumThreads``.
    package static func count(online: Int, affinity: Int?, quota: Double?) -> Int {
        let most = Double(EngineConfiguration.maximumThreads)
        let byQuota = quota.map { Int(min(most, max(1, $0.rounded(.up)))) }
        return max(1, min(EngineConfiguration.maximumThreads, online, affinity ?? .max, byQuota ?? .max))
    }

    /// Processors that the calling thread may run on; nil where the system does not say.
    package static var affinity: Int? {
        #if canImport(Glibc)
        // The system refuses a set that is too small for the processors that there could be.
        var bytes = 128
        while bytes <= 1 << 16 {
            var set = [UInt8](repeating: 0, count: bytes)
            let written = swiftlet_affinity(&set, UInt(bytes))
            if written > 0 { return set.reduce(0) { $0 + $1.nonzeroBitCount } }
            guard errno == EINVAL else { return nil }
            bytes *= 2
        }
        #endif
        return nil
    }
}
