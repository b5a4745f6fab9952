import Graphs
import Tensors

struct WinogradCost {
    let isLower: Bool
    init(inputs: Int, output: Shape) {
        isLower = inputs >= 16
    }
}
