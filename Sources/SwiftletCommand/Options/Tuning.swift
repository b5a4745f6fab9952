import Swiftlet
import _SwiftletSystem

/// The measured ways to compute layers that this process uses.
enum Tuning {
    /// The shipped table and the user's own. A bad one makes nothing wrong, only slower: it is left out, and said so.
    static let table: TuningTable = {
        // Without a folder for caches nothing can be in one.
        guard let cache = try? TuningCache() else { return .shipped }
        do {
            return try cache.merged()
        } catch ModelError.tuning(let place, let reason) {
            let text = printable("\(place): \(reason)")
            Terminal.note("Warning: \(text); 'swiftlet tune' measures anew\n")
            return .shipped
        } catch {
            return .shipped
        }
    }()
}
