import Engine
import Graphs
import Model

/// Why something could not be analysed or measured.
public enum AnalysisError: Error, Sendable, CustomStringConvertible {
    /// A network that cannot be.
    case graph(GraphError)
    /// A network that cannot be run.
    case engine(EngineError)
    /// A network that cannot be compiled here.
    case model(ModelError)
    case unknownExperiment(name: String)

    public var description: String {
        switch self {
        case .graph(let error): error.description
        case .engine(let error): error.description
        case .model(let error): error.description
        case .unknownExperiment(let name):
            "there is no experiment called \(name); there are "
                + Experiment.all.map(\.name).joined(separator: ", ")
        }
    }
}
