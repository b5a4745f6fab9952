import Swiftlet
import Testing

@Suite struct BlockDiagramTests {
    @Test(arguments: ["mobilenet_v2", "squeezenet1_1", "googlenet", "efficientnet_b0", "ghostnet_100"], [1, 2, 3, 64])
    func isWholeAtEveryDepth(_ name: String, _ depth: Int) throws {
        let graph = try Catalogue.entry(name).graph()
        let dot = BlockDiagram(of: graph, depth: depth).dot
        #expect(dot.hasPrefix("digraph \"\(name)\" {") && dot.hasSuffix("}\n"))
        #expect(dot.count { $0 == "{" } == dot.count { $0 == "}" })
        let boxes = dot.split(separator: "\n").filter {
            $0.contains(" [label=") && $0.contains("b") && !$0.contains("->")
        }
        let complexity = Complexity(of: graph)
        #expect(boxes.count >= complexity.summed(byBlockDepth: depth).count)
        #expect(dot.contains("output0") && dot.contains("input0 -> b0"))
        if depth == 64 { #expect(dot.contains("MACs") && dot.contains("subgraph cluster")) }
    }

    @Test func namesAreQuoted() throws {
        let graph = try Graph.build("a\"b\\c", input: [1, 4, 8, 8]) { $0.conv("x\"y", 4, kernel: 1) }
        let dot = BlockDiagram(of: graph, depth: 2).dot
        #expect(dot.contains(#"digraph "a\"b\\c" {"#) && dot.contains(#"x\"y"#))
    }
}
