import SwiftletEngine
import SwiftletGraphs
import SwiftletModel
import SwiftletModelZoo

extension AnalysisError {
    init(_ error: GraphError) { self.init(place: error.place, reason: error.reason) }

    init(_ error: EngineError) { self.init(place: error.place, reason: error.reason) }

    init(_ error: ModelError, network: String) {
        if case .engine(let error) = error { self.init(error) } else { self.init(place: network, reason: "\(error)") }
    }

    init(_ error: UnknownNetwork) { self.init(place: error.name, reason: "\(error)") }

    static func unknownExperiment(_ name: String) -> AnalysisError {
        AnalysisError(
            place: name, reason: "no such experiment; there are " + Experiment.all.map(\.name).joined(separator: ", "))
    }
}
