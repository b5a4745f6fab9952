import SwiftletReports

/// A paper's claim that can be checked here: the claim itself, counted results, and measurements on this machine.
public struct Experiment: Sendable {
    /// The name on the command line: `g1`.
    public let name: String
    /// Other names for the experiment.
    public let aliases: [String]
    public let title: String
    /// The question, in a sentence or two.
    public let question: String
    public let source: Source
    /// The part of the question that only a measurement answers, as the end of "is not answered: …"; nil if nothing is
    /// measured.
    let measuredQuestion: String?
    private let body: @Sendable (Workbench) throws(AnalysisError) -> Findings

    /// The claim's place in the literature.
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

    /// An experiment's results: tables, pictures and remarks.
    struct Findings {
        var tables: [ResultTable] = []
        var charts: [any Chart] = []
        /// The conclusions, a sentence each.
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

    /// Computes and, by default, measures.
    ///
    /// - Parameters:
    ///   - threads: Threads that share a run of the engine; by default one for each processor.
    ///   - measures: Whether to measure. Otherwise only computed results are reported, which takes little time.
    /// - Throws: ``AnalysisError`` if a network cannot be compiled or run here.
    public func run(threads: Int? = nil, measures: Bool = true) throws(AnalysisError) -> ExperimentReport {
        let bench = try Workbench(threads: threads, measures: measures)
        let findings = try body(bench)
        return ExperimentReport(
            experiment: self, tables: findings.tables, charts: findings.charts, remarks: findings.remarks,
            measurement: findings.tables.contains { $0.columns.contains { $0.origin == .measured } }
                ? bench.description : nil,
            unanswered: measures ? nil : measuredQuestion.map { "Nothing was measured, so it is not answered \($0)." })
    }

    /// Every experiment, in the order of the survey.
    public static let all: [Experiment] = [
        separable, factorize, fire, lateDownsampling, widthResolution, shuffle, invertedResidual, reluCollapse,
        g1, g2, g3, g4, compound,
    ]

    /// - Throws: ``AnalysisError`` for an unknown name.
    public static func named(_ name: String) throws(AnalysisError) -> Experiment {
        guard let experiment = all.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            throw .unknownExperiment(name)
        }
        return experiment
    }
}

/// The results of an experiment.
public struct ExperimentReport: Sendable {
    public let experiment: Experiment
    public let tables: [ResultTable]
    public let charts: [any Chart]
    /// The conclusions from the tables, a sentence each.
    public let remarks: [String]
    /// The measured quantity and the method; nil without measurements.
    public let measurement: String?
    /// The part of the question that stays open without measurements; nil if it is answered.
    public let unanswered: String?
}
