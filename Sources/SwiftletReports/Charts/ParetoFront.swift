/// The items that no other dominates: no item has both a cost at most as high and a gain at least as high, with one of
/// them strictly better. In order of cost. Of equal items the first stays. Items without a number are left out.
public func paretoFront<Item>(_ items: [Item], cost: (Item) -> Double, gain: (Item) -> Double) -> [Item] {
    let numbered = items.filter { cost($0).isFinite && gain($0).isFinite }
    let order = numbered.indices.sorted { a, b in
        let (left, right) = (numbered[a], numbered[b])
        return (cost(left), -gain(left), a) < (cost(right), -gain(right), b)
    }
    var front: [Item] = []
    var best = -Double.infinity
    for index in order where gain(numbered[index]) > best {
        best = gain(numbered[index])
        front.append(numbered[index])
    }
    return front
}
