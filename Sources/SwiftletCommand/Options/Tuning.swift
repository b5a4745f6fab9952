import Swiftlet
import _SwiftletSystem

/// The tuning table of this process.
enum Tuning {
    /// The shipped table and the user's own. A bad table only costs speed: it is left out with a warning.
    static let table: TuningTable = {
        // Without a cache folder there is only the shipped table.
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
