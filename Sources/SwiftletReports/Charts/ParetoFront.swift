/// The items that no other beats: none costs as little or less and gains as much or more, one of the two strictly. From
/// the cheapest to the dearest. Of equals the first stays; what has no number does not.
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
