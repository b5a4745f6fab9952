import Foundation
import Swiftlet

// Prints the most similar picture for each picture: ExampleSimilarity cat.jpg lion.jpg rocket.jpg

/// The cosine of the angle between two embeddings: 1 if they point in the same direction.
func similarity(_ a: [Float], _ b: [Float]) -> Float {
    func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}

do {
    let model = try Model()
    let pictures = try CommandLine.arguments.dropFirst().map { (path: $0, features: try model.embed(contentsOf: $0)) }
    for (index, picture) in pictures.enumerated() {
        let others = pictures.indices.filter { $0 != index }
        let scores = others.map { (other: pictures[$0], score: similarity(picture.features, pictures[$0].features)) }
        guard let best = scores.max(by: { $0.score < $1.score }) else { continue }
        print("\(picture.path): \(best.other.path), \((best.score * 100).rounded() / 100)")
    }
} catch {
    FileHandle.standardError.write(Data("error: \(error.localizedDescription)\n".utf8))
    exit(1)
}
