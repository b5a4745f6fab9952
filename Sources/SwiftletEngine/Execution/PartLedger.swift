import Synchronization

/// Which parts of a phase are taken, and how many are done: all that members of a team tell each other while they work.
///
/// Phases are numbered on over all runs of a team, from 1. Part `p` of a phase is free where the word of `p` has the number of
/// the phase before; whoever raises it to the phase's own computes the part. All parts of a phase are taken before the next
/// one begins, so a member that comes late, with the number of a phase that is over, can take nothing; and since every phase
/// has as many parts, the number of parts ever done says which phase it is.
struct PartLedger {
    let parts: Int
    private let words: SharedWords
    /// Places of words after those of the parts: parts ever done, and members that sleep until a phase is over.
    private var done: Int { parts }
    private var sleepers: Int { parts + 1 }

    init(parts: Int) {
        self.parts = parts
        words = SharedWords(count: parts + 2)
        // As if phase 0 were over.
        words[parts].pointee.store(parts, ordering: .relaxed)
    }

    func deallocate() { words.deallocate() }

    /// The phase that is not over.
    var phase: Int { words[done].pointee.load(ordering: .acquiring) / parts }

    /// What was written in phases up to this one can be read where it is.
    func isOver(_ phase: Int) -> Bool { words[done].pointee.load(ordering: .acquiring) >= (phase &+ 1) &* parts }

    /// Whether the part was free, and now is the caller's.
    func take(_ part: Int, of phase: Int) -> Bool {
        words[part].pointee.compareExchange(
            expected: phase &- 1, desired: phase, successOrdering: .acquiring, failureOrdering: .relaxed
        ).exchanged
    }

    /// The same, for a part that is probably taken: looks first, and leaves the word in its owner's cache then.
    func takeIfFree(_ part: Int, of phase: Int) -> Bool {
        words[part].pointee.load(ordering: .relaxed) == phase &- 1 && take(part, of: phase)
    }

    /// A part that the caller took is computed. The last one of a phase wakes those that sleep.
    func finish(partOf phase: Int) {
        // Who is about to sleep has counted itself before it looked at `done` for the last time; both orders are total.
        let count = words[done].pointee.add(1, ordering: .sequentiallyConsistent).newValue
        if count == (phase &+ 1) &* parts, words[sleepers].pointee.load(ordering: .sequentiallyConsistent) > 0 {
            words.wake(done)
        }
    }

    /// Sleeps until a phase is over, or for less.
    func sleep(until phase: Int) {
        words[sleepers].pointee.add(1, ordering: .sequentiallyConsistent)
        let count = words[done].pointee.load(ordering: .sequentiallyConsistent)
        if count < (phase &+ 1) &* parts { words.sleep(on: done, while: count) }
        words[sleepers].pointee.subtract(1, ordering: .relaxed)
    }
}
