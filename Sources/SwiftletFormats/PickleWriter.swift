import SwiftletTensors

/// Writes the pickle (protocol 2) of a state dict as `torch.save` does.
struct PickleWriter {
    private(set) var bytes: [UInt8] = [0x80, 2]

    /// The pickle of a state dict, or with labels the pickle of a dictionary of `state_dict` and `labels`.
    static func checkpoint(_ weights: Weights, labels: [String]?) -> [UInt8] {
        var writer = PickleWriter()
        if let labels {
            writer.opcode("}")
            writer.string("state_dict")
            writer.stateDict(weights)
            writer.opcode("s")
            writer.string("labels")
            writer.opcode("]")
            writer.inGroups(labels, end: "e") { writer, label in writer.string(label) }
            writer.opcode("s")
        } else {
            writer.stateDict(weights)
        }
        writer.opcode(".")
        return writer.bytes
    }

    /// Writes an `OrderedDict` of contiguous tensors. Tensor `i` is all of storage `i`.
    private mutating func stateDict(_ weights: Weights) {
        emptyOrderedDictionary()
        inGroups(Array(weights.enumerated()), end: "u") { writer, entry in
            writer.string(entry.element.key)
            writer.tensor(entry.element.value, storage: String(entry.offset))
        }
    }

    /// Writes `items` in groups between a mark and `end`. Groups have a thousand items, as in Python, so that a reader's stack
    /// stays small.
    private mutating func inGroups<Item>(
        _ items: [Item], end: Unicode.Scalar, _ write: (inout PickleWriter, Item) -> Void
    ) {
        for (index, item) in items.enumerated() {
            if index % 1000 == 0 { opcode("(") }
            write(&self, item)
            if index % 1000 == 999 || index == items.count - 1 { opcode(end) }
        }
    }

    private mutating func opcode(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

    private mutating func little(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func string(_ text: String) {
        opcode("X")
        little(UInt32(text.utf8.count))
        bytes += text.utf8
    }

    private mutating func integer(_ value: Int) {
        if let byte = UInt8(exactly: value) {
            opcode("K")
            bytes.append(byte)
        } else if let short = Int32(exactly: value) {
            opcode("J")
            little(short)
        } else {
            bytes += [0x8A, 8]  // LONG1
            little(Int64(value))
        }
    }

    private mutating func integers(_ values: [Int]) {
        opcode("(")
        for value in values { integer(value) }
        opcode("t")
    }

    private mutating func global(_ module: String, _ name: String) { bytes += "c\(module)\n\(name)\n".utf8 }

    private mutating func emptyOrderedDictionary() {
        global("collections", "OrderedDict")
        opcode(")")
        opcode("R")
    }

    private mutating func tensor(_ tensor: Tensor, storage: String) {
        global("torch._utils", "_rebuild_tensor_v2")
        opcode("(")
        opcode("(")
        string("storage")
        global("torch", tensor.scalarType.torchStorageName)
        string(storage)
        string("cpu")
        integer(tensor.count)
        opcode("t")
        opcode("Q")
        integer(0)
        integers(tensor.shape.extents)
        // The strides of an empty tensor have no meaning. Like PyTorch, count an empty axis as one element.
        var strides: [Int] = []
        var stride = 1
        for extent in tensor.shape.extents.reversed() {
            strides.append(stride)
            stride &*= max(1, extent)
        }
        integers(strides.reversed())
        bytes.append(0x89)  // requires_grad: False
        emptyOrderedDictionary()
        opcode("t")
        opcode("R")
    }
}
