import Foundation
import Swiftlet

// Prints the classes of each picture on a line: ExampleClassify coffee.png rocket.jpg

do {
    let model = try Model()
    for path in CommandLine.arguments.dropFirst() {
        let predictions = try model.classify(contentsOf: path, top: 3)
        print("\(path): " + predictions.map(\.description).joined(separator: ", "))
    }
} catch {
    FileHandle.standardError.write(Data("error: \(error.localizedDescription)\n".utf8))
    exit(1)
}
