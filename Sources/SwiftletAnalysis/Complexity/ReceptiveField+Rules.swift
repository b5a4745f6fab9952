import SwiftletGraphs
import SwiftletTensors

// How layers change a receptive field.

extension ReceptiveField.Axis {
    /// Larger than any picture. Beyond it numbers only have to stay finite.
    private static let limit = 0x1p52

    private func limited() -> Self {
        Self(
            size: Swift.min(size, Self.limit), stride: Swift.min(stride, Self.limit),
            centre: Swift.min(Swift.max(centre, -Self.limit), Self.limit))
    }

    /// The field of a window of `span` elements that starts `before` elements outside and moves by `step` elements.
    func sliding(_ span: Int, step: Double, before: Double) -> Self {
        Self(
            size: size + Double(span - 1) * stride, stride: stride * step,
            centre: centre + (Double(span - 1) / 2 - before) * stride
        ).limited()
    }

    /// The smallest window that holds both. The strides of joined maps agree except for rounding.
    func union(_ other: Self) -> Self {
        let first = Swift.min(centre - (size - 1) / 2, other.centre - (other.size - 1) / 2)
        let last = Swift.max(centre + (size - 1) / 2, other.centre + (other.size - 1) / 2)
        return Self(size: last - first + 1, stride: Swift.max(stride, other.stride), centre: (first + last) / 2)
            .limited()
    }

    /// The field after a map of `from` elements is resized to `to` elements. Each element reads `neighbours`.
    func scaled(from: Int, to: Int, neighbours: Int) -> Self {
        let step = Double(from) / Double(to)
        return Self(
            size: size + Double(neighbours - 1) * stride, stride: stride * step,
            centre: centre + (step - 1) / 2 * stride
        ).limited()
    }
}

extension ReceptiveField {
    /// The field of a window that slides over a map.
    func sliding(_ window: Window, over map: Shape) -> Self {
        let padding = window.padding.resolved(input: Size(map.height, map.width), window: window)
        return sliding(
            window.span, verticalStep: Double(window.stride.height), horizontalStep: Double(window.stride.width),
            top: padding.top, left: padding.left)
    }

    /// The field of a window that moves by the given steps, and starts `top` rows and `left` columns outside the map.
    func sliding(_ span: Size, verticalStep: Double, horizontalStep: Double, top: Int = 0, left: Int = 0) -> Self {
        var result = self
        result.vertical = vertical.sliding(span.height, step: verticalStep, before: Double(top))
        result.horizontal = horizontal.sliding(span.width, step: horizontalStep, before: Double(left))
        return result
    }

    /// The field of a vector made from a whole map. Rows are already a vector.
    func collapsed(over map: Shape) -> Self {
        guard map.rank == 4 else { return self }
        let size = Size(map.height, map.width)
        var result = sliding(Window(kernel: size, stride: size), over: map)
        result.isOfMap = false
        return result
    }

    /// The field after a map is resized. Each pixel reads `neighbours`.
    func scaled(from input: Shape, to output: Shape, neighbours: Size) -> Self {
        var result = self
        result.vertical = vertical.scaled(from: input.height, to: output.height, neighbours: neighbours.height)
        result.horizontal = horizontal.scaled(from: input.width, to: output.width, neighbours: neighbours.width)
        return result
    }

    /// The field after rows and columns are added to a map or removed.
    func shifted(by padding: ResolvedPadding) -> Self {
        sliding(1, verticalStep: 1, horizontalStep: 1, top: padding.top, left: padding.left)
    }

    /// The field of a value that joins two values.
    func joined(_ other: Self) -> Self {
        // A gate with one element for each channel scales a map.
        if isOfMap != other.isOfMap {
            var map = isOfMap ? self : other
            map.hasGlobalContext = true
            return map
        }
        return ReceptiveField(
            vertical: vertical.union(other.vertical), horizontal: horizontal.union(other.horizontal),
            hasGlobalContext: hasGlobalContext || other.hasGlobalContext, isOfMap: isOfMap)
    }
}
