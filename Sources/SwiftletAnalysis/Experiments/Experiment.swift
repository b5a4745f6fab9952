import SwiftletReports

/// A claim of a paper that can be checked here: what it says, what comes out of a count, and what of a measurement on this
/// machine.
public struct Experiment: Sendable {
    /// What one types: `g1`.
    public let name: String
    /// Other names for the same.
    public let aliases: [String]
    public let title: String
    /// What is asked, in a sentence or two.
    public let question: String
    public let source: Source
    /// The part of the question that only a measurement answers, as the end of "is not answered: …"; nil where nothing is
    /// measured.
    let measuredQuestion: String?
    private let body: @Sendable (Workbench) throws(AnalysisError) -> Findings

    /// Where the claim stands.
    public struct Source: Hashable, Sendable, Codable {
        /// Authors, title, year.
        public var paper: String
        /// `§2, Table 1`.
        public var place: String
        public var url: String

        public init(_ paper: String, _ place: String, url: String) {
            self.paper = paper
            self.place = place
            self.url = url
        }
    }

    /// What an experiment brings: tables, pictures and what they say.
    struct Findings {
        var tables: [ResultTable] = []
        var charts: [any Chart] = []
        /// What can be read from them, a sentence each.
        var remarks: [String] = []
    }

    init(
        _ name: String, aliases: [String] = [], title: String, question: String, source: Source,
        measures measuredQuestion: String? = nil,
        _ body: @escaping @Sendable (Workbench) throws(AnalysisError) -> Findings
    ) {
        self.name = name
        self.aliases = aliases
        self.title = title
        self.question = question
        self.source = source
        self.measuredQuestion = measuredQuestion
        self.body = body
    }

    /// Computes, and measures unless told otherwise.
    ///
    /// - Parameters:
    ///   - threads: Threads that share a run of the engine; as many as there are processors unless given.
    ///   - measures: Whether anything is measured: else only what can be computed is reported, which takes no time.
    /// - Throws: ``AnalysisError`` where a network cannot be compiled or run here.
    public func run(threads: Int? = nil, measures: Bool = true) throws(AnalysisError) -> ExperimentReport {
        let bench = try Workbench(threads: threads, measures: measures)
        let findings = try body(bench)
        return ExperimentReport(
            experiment: self, tables: findings.tables, charts: findings.charts, remarks: findings.remarks,
            measurement: findings.tables.contains { $0.columns.contains { $0.origin == .measured } }
                ? bench.description : nil,
            unanswered: measures ? nil : measuredQuestion.map { "Nothing was measured, so it is not answered \($0)." })
    }

    /// Every experiment, in the order in which the survey tells the story.
    public static let all: [Experiment] = [
        separable, factorize, fire, lateDownsampling, widthResolution, shuffle, invertedResidual, reluCollapse,
        g1, g2, g3, g4, compound,
    ]

    /// - Throws: ``AnalysisError`` for a name that no experiment has.
    public static func named(_ name: String) throws(AnalysisError) -> Experiment {
        guard let experiment = all.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            throw .unknownExperiment(name)
        }
        return experiment
    }
}

/// What came out of an experiment.
public struct ExperimentReport: Sendable {
    public let experiment: Experiment
    public let tables: [ResultTable]
    public let charts: [any Chart]
    /// What can be read from the tables, a sentence each.
    public let remarks: [String]
    /// What was measured and how; nil where nothing was.
    public let measurement: String?
    /// What of the question is left open because nothing was to be measured; nil where it is answered.
    public let unanswered: String?
}
