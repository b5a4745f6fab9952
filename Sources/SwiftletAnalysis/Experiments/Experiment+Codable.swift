import SwiftletModelZoo

extension Experiment: Codable, CustomStringConvertible {
    private enum Key: String, CodingKey {
        case name, title, question, source
    }

    /// Reads only the name and finds the experiment. The other keys are for other readers.
    /// - Throws: `DecodingError` for an unknown name.
    public init(from decoder: any Decoder) throws {
        self = try decoder.container(keyedBy: Key.self).decode(named: .name, Experiment.named)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(title, forKey: .title)
        try container.encode(question, forKey: .question)
        try container.encode(source, forKey: .source)
    }

    /// `g1: Equal channel width minimises memory access cost`
    public var description: String { "\(name): \(title)" }
}

extension ExperimentReport: Codable, CustomStringConvertible {
    private enum Key: String, CodingKey {
        case experiment, tables, remarks, measurement, unanswered
    }

    /// Reads a report without its pictures: ``charts`` is empty.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        experiment = try container.decode(Experiment.self, forKey: .experiment)
        tables = try container.decode([ResultTable].self, forKey: .tables)
        remarks = try container.decode([String].self, forKey: .remarks)
        measurement = try container.decodeIfPresent(String.self, forKey: .measurement)
        unanswered = try container.decodeIfPresent(String.self, forKey: .unanswered)
        charts = []
    }

    /// Writes the report without its pictures, whose data are not the tables' numbers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(experiment, forKey: .experiment)
        try container.encode(tables, forKey: .tables)
        try container.encode(remarks, forKey: .remarks)
        try container.encodeIfPresent(measurement, forKey: .measurement)
        try container.encodeIfPresent(unanswered, forKey: .unanswered)
    }

    /// `g1: …, 1 table, 2 charts, measured`
    public var description: String {
        "\(experiment), \(tables.count) table\(tables.count == 1 ? "" : "s"), "
            + "\(charts.count) chart\(charts.count == 1 ? "" : "s")\(measurement == nil ? "" : ", measured")"
    }
}
