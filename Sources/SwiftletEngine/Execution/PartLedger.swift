import Synchronization

/// Which pieces of a phase's parts are taken, and how many are done: all that members of a team tell each other while they work.
///
/// Phases are numbered on over all runs of a team, from 1. A part has ``pieces`` pieces, which are taken in order: its word has
/// the number of a phase, and how many pieces of that phase are taken. Who raises the word computes the piece. All pieces
/// of a phase are taken before the next phase begins, so a member that comes late, with the number of a phase that is over, can
/// take nothing. Every phase has the same number of pieces, so the number of pieces ever done says which phase it is.
struct PartLedger {
    /// Of each part.
    static let pieces = 4

    let parts: Int
    private let words: SharedWords
    /// Places of words after those of the parts: pieces ever done, and members that sleep until a phase is over.
    private var done: Int { parts }
    private var sleepers: Int { parts + 1 }
    /// Bits of a part's word that count the pieces.
    private static let bits = 3
    private var piecesOfPhase: Int { parts &* Self.pieces }

    init(parts: Int) {
        self.parts = parts
        words = SharedWords(count: parts + 2)
        // As if phase 0 were over.
        words[done].pointee.store(piecesOfPhase, ordering: .relaxed)
    }

    func deallocate() { words.deallocate() }

    /// The phase that is not over.
    var phase: Int { words[done].pointee.load(ordering: .acquiring) / piecesOfPhase }

    /// What was written in phases up to this one can be read where it is.
    func isOver(_ phase: Int) -> Bool {
        words[done].pointee.load(ordering: .acquiring) >= (phase &+ 1) &* piecesOfPhase
    }

    /// Whether a part has pieces that nobody has taken. Looks only, and leaves the word in its owner's cache.
    func isFree(_ part: Int, of phase: Int) -> Bool {
        words[part].pointee.load(ordering: .relaxed) < phase &<< Self.bits &+ Self.pieces
    }

    /// Takes the next pieces of a part.
    /// - Parameter count: How many; fewer if there are fewer.
    /// - Returns: Their numbers, which now are the caller's; empty if all were taken.
    func take(_ count: Int, of part: Int, of phase: Int) -> Range<Int> {
        let base = phase &<< Self.bits
        var word = words[part].pointee.load(ordering: .relaxed)
        while word < base &+ Self.pieces {
            let first = max(0, word &- base)
            let end = min(Self.pieces, first &+ count)
            let (exchanged, original) = words[part].pointee.weakCompareExchange(
                expected: word, desired: base &+ end, successOrdering: .acquiring, failureOrdering: .relaxed)
            if exchanged { return first..<end }
            word = original
        }
        return 0..<0
    }

    /// Pieces that the caller took are computed. The last ones of a phase wake those that sleep.
    func finish(_ count: Int, of phase: Int) {
        // Who is about to sleep has counted itself before it looked at `done` for the last time; both orders are total.
        let all = words[done].pointee.add(count, ordering: .sequentiallyConsistent).newValue
        if all == (phase &+ 1) &* piecesOfPhase, words[sleepers].pointee.load(ordering: .sequentiallyConsistent) > 0 {
            words.wake(done)
        }
    }

    /// Sleeps until a phase is over, or for less.
    /// - Parameter limit: Nanoseconds.
    func sleep(until phase: Int, limit: UInt32) {
        words[sleepers].pointee.add(1, ordering: .sequentiallyConsistent)
        let count = words[done].pointee.load(ordering: .sequentiallyConsistent)
        if count < (phase &+ 1) &* piecesOfPhase { words.sleep(on: done, while: count, limit: limit) }
        words[sleepers].pointee.subtract(1, ordering: .relaxed)
    }
}
