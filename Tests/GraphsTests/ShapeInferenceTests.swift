import SwiftletGraphs
import SwiftletTensors
import Testing

/// Builds a network of one layer and gives its output's shape.
private func shape(_ input: Shape, _ layer: (Value) -> Value) throws -> Shape {
    let graph = try Graph.build("test", input: input) { layer($0) }
    try graph.validate()
    return graph.shape(of: graph.outputs["logits"]!)
}

/// The reason for which a network cannot be built.
private func failure(_ input: Shape, _ layer: (Value) -> Value) -> GraphError? {
    do throws(GraphError) {
        _ = try Graph.build("test", input: input) { layer($0) }
        return nil
    } catch {
        return error
    }
}

@Suite struct ShapeInferenceTests {
    // Expected extents are PyTorch's for the same layers.
    @Test(arguments: [
        (7, 2, 3, 1, 224, 112), (3, 2, 1, 1, 193, 97), (3, 1, 0, 1, 5, 3), (3, 1, 2, 2, 9, 9), (1, 3, 0, 1, 10, 4),
        (11, 4, 2, 1, 224, 55), (3, 4, 0, 3, 20, 4),
    ])
    func convolutionExtents(
        _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int, _ input: Int, _ expected: Int
    ) throws {
        let output = try shape([2, 3, input, input + 1]) {
            $0.conv(
                "c", 8, kernel: Size(kernel, 1), stride: Size(stride, 1), padding: .symmetric(padding, 0),
                dilation: Size(dilation, 1))
        }
        #expect(output == [2, 8, expected, input + 1])
    }

    @Test func samePaddingGivesTheCeilingOfTheQuotient() throws {
        for (extent, stride, kernel) in [(224, 2, 3), (193, 2, 5), (7, 3, 3), (8, 3, 2), (5, 4, 1)] {
            let output = try shape([1, 4, extent, extent]) {
                $0.conv(
                    "c", 4, kernel: Size(square: kernel), stride: Size(square: stride), padding: .same, groups: 4)
            }
            let expected = (extent + stride - 1) / stride
            #expect(output == [1, 4, expected, expected])
        }
    }

    @Test func samePaddingPutsTheOddRowAtTheBottomRight() {
        let window = Window(kernel: 3, stride: 2, padding: .same)
        #expect(
            window.padding.resolved(input: Size(224, 225), window: window)
                == Padding.explicit(top: 0, left: 1, bottom: 1, right: 1).resolved(input: 1, window: window))
    }

    @Test(arguments: [
        (112, 3, 2, 0, 55, 56), (111, 3, 2, 0, 55, 55), (5, 2, 2, 1, 3, 3), (4, 2, 3, 0, 1, 2), (6, 3, 4, 1, 2, 2),
    ])
    func ceilModeRoundsUpUnlessTheWindowStartsBeyondTheMap(
        _ input: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ floor: Int, _ ceil: Int
    ) throws {
        for (ceilMode, expected) in [(false, floor), (true, ceil)] {
            let output = try shape([1, 1, input, input]) {
                $0.maxPool(
                    Size(square: kernel), stride: Size(square: stride), padding: .symmetric(padding),
                    ceilMode: ceilMode)
            }
            #expect(output == [1, 1, expected, expected])
        }
    }

    /// Every small pool as PyTorch has it: maps of 1…5 pixels, kernels of 1…7, strides of 1…4, all paddings up to half of the kernel.
    @Test func ceilModeIsPyTorchs() throws {
        let extents = [
            "1111-2111111-1-11111--2-12-11111--1--1-11-11---2--12--12-111---1---1--11--11211113121111-212111",
            "1-13-12112111--2-12-12111--13--12-112-112---2--12--12-11232112422121113121211-24123122112-13-12",
            "112112--24-123-1221122--13--12-112-11242213523221224232212135123122122-24123122122-135-12311231",
            "122--24-123-122112253224633222235232222246234223222135123123122-246123412231222-135-12311231122",
        ].joined()
        var rest = extents[...]
        for input in 1...5 {
            for kernel in 1...7 {
                for stride in 1...4 {
                    for padding in 0...kernel / 2 {
                        let expected = rest.removeFirst().wholeNumberValue
                        let output = try? shape([1, 1, input, input]) {
                            $0.maxPool(
                                Size(square: kernel), stride: Size(square: stride), padding: .symmetric(padding),
                                ceilMode: true)
                        }
                        #expect(output?.height == expected, "\(input), \(kernel)/\(stride), padding \(padding)")
                    }
                }
            }
        }
        #expect(rest.isEmpty)
    }

    @Test func sameLowerPutsTheOddRowAtTheTopLeft() {
        let window = Window(kernel: 3, stride: 2, padding: .sameLower)
        #expect(
            window.padding.resolved(input: Size(224, 225), window: window)
                == ResolvedPadding(top: 1, left: 1, bottom: 0, right: 1))
    }

    @Test func partsAndRows() throws {
        let crop = ResolvedPadding(top: -1, left: 0, bottom: -2, right: 3)
        #expect(try shape([2, 6, 5, 7]) { $0.pad(crop) } == [2, 6, 2, 10])
        #expect(throws: GraphError.self) { try shape([2, 6, 3, 7]) { $0.pad(crop) } }
        #expect(throws: GraphError.self) {
            try shape([2, 6, 3, 7]) { $0.pad(ResolvedPadding(top: -.max, left: 0, bottom: 0, right: 0)) }
        }
        #expect(try shape([2, 6, 5, 7]) { $0.globalMaxPool() } == [2, 6, 1, 1])
        #expect(try shape([2, 6, 5, 7]) { $0.adaptiveMaxPool(Size(2, 3)) } == [2, 6, 2, 3])
        #expect(try shape([2, 6, 5, 7]) { $0.flatten().batchNorm("n").prelu("p").slice(3..<10) } == [2, 7])
        #expect(try shape([2, 6, 5, 7]) { concatenate($0.flatten(), $0.globalMaxPool().flatten()) } == [2, 216])
        #expect(throws: GraphError.self) { try shape([2, 6, 5, 7]) { concatenate($0.flatten(), $0) } }
    }

    @Test func otherLayers() throws {
        #expect(try shape([2, 6, 5, 7]) { $0.flatten() } == [2, 210])
        #expect(try shape([2, 6, 5, 7]) { $0.linear("fc", 10) } == [2, 10])
        #expect(try shape([2, 6, 5, 7]) { $0.globalAveragePool() } == [2, 6, 1, 1])
        #expect(try shape([2, 6, 5, 7]) { $0.slice(1..<4) } == [2, 3, 5, 7])
        #expect(try shape([2, 6, 5, 7]) { concatenate($0, $0.slice(0..<1)) } == [2, 7, 5, 7])
        #expect(try shape([2, 6, 5, 7]) { $0 * $0.globalAveragePool().sigmoid() } == [2, 6, 5, 7])
        #expect(try shape([2, 6, 5, 7]) { $0.maxPool(2).resize(like: $0) } == [2, 6, 5, 7])
        #expect(
            try shape([2, 6, 5, 7]) { $0.transposedConv("t", 4, kernel: 3, stride: 2, padding: 1) } == [2, 4, 9, 13])
        #expect(
            try shape([2, 6, 5, 7]) {
                $0.transposedConv("t", 4, kernel: 2, stride: 2, outputPadding: 1, groups: 2)
            } == [2, 4, 11, 15])
    }

    @Test func aLayerThatCannotBeNamesItsPlaceAndReason() {
        #expect(
            failure([1, 3, 4, 4]) { x in x.scope("stem") { $0.conv("conv", 8, kernel: 5) } }?.description
                == "test, stem.conv (convolution): a 5×5 kernel does not fit on a 4×4 map; give a larger picture")
        #expect(
            failure([1, 6, 4, 4]) { $0.conv("c", 8, kernel: 1, groups: 4) }?.reason
                == "6 input channels cannot be split into 4 groups")
        #expect(
            failure([1, 8, 4, 4]) { $0.conv("c", 6, kernel: 1, groups: 4) }?.reason
                == "6 output channels cannot be split into 4 groups")
        #expect(failure([1, 8, 4, 4]) { $0.conv("c", 8, kernel: 1, groups: 0) } != nil)
        #expect(failure([1, 8, 4, 4]) { $0.conv("c", -3, kernel: 1) } != nil)
        #expect(failure([1, 8, 4, 4]) { $0.conv("c", 8, kernel: 3, stride: 0) }?.reason == "a stride of 0")
        #expect(failure([1, 8, 4, 4]) { $0.conv("c", 8, kernel: 3, padding: -1) }?.reason == "a padding of -1")
        #expect(failure([1, 8, 4, 4]) { $0.linear("fc", 0) } != nil)
        #expect(failure([1, 7, 4, 4]) { $0.channelShuffle(groups: 2) } != nil)
        #expect(failure([1, 8, 4, 4]) { $0.slice(6..<9) }?.reason == "channels 6..<9 of a map that has 8")
        #expect(failure([1, 8, 4, 4]) { concatenate($0, $0.maxPool(2)) } != nil)
        #expect(failure([1, 8, 4, 4]) { $0 + $0.slice(0..<3) }?.reason == "1×8×4×4 and 1×3×4×4 cannot be combined")
        #expect(failure([0, 8, 4, 4]) { $0 } != nil)
        #expect(failure([1, 1 << 30, 1 << 30, 1]) { $0 } != nil)
    }

    @Test func weightsThatNobodyCouldHoldAreRefused() {
        let wide = 1 << 39
        #expect(
            failure([1, wide, 1, 1]) { $0.conv("c", wide, kernel: 1) }?.reason
                == "c.weight would have no elements, or too many")
        #expect(failure([1, wide, 1, 1]) { $0.linear("fc", wide) } != nil)
    }

    @Test func macsSaturate() throws {
        let graph = try Graph.build("test", input: [1, 1, 1 << 20, 1 << 20]) {
            $0.conv("a", 1, kernel: 4095, padding: .same).conv("b", 1, kernel: 4096, padding: .same)
        }
        #expect(graph.macs == .max)
    }

    @Test func oneKeyForTwoShapesIsRefused() {
        #expect(
            failure([1, 3, 8, 8]) { $0.conv("c", 8, kernel: 1).conv("c", 8, kernel: 1) }?.reason
                == "c.weight is used as 8×3×1×1 and as 8×8×1×1")
    }
}
