#!/bin/sh
# Builds a program that depends on Swiftlet and on another package whose modules have the names that others choose too: Hub,
# Model, Engine. SwiftPM refuses two packages with a module of one name. The first time it builds Swiftlet once more.
#
#     Tools/test_names.sh
set -eu

cd "$(dirname "$0")/.."
root=$PWD
folder=.build-names
modules="Hub Model Engine Graphs Tensors Formats Imaging Analysis ModelZoo ONNX System Reports"
rm -rf "$folder/neighbour" "$folder/program"
mkdir -p "$folder/neighbour/Sources" "$folder/program/Sources/Program"
targets= names=
for module in $modules; do
    mkdir -p "$folder/neighbour/Sources/$module"
    echo "public struct ${module}Thing { public init() {} }" >"$folder/neighbour/Sources/$module/Thing.swift"
    targets="$targets .target(name: \"$module\"),"
    names="$names \"$module\","
done
cat >"$folder/neighbour/Package.swift" <<MANIFEST
// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "neighbour", products: [.library(name: "Neighbour", targets: [$names])], targets: [$targets])
MANIFEST
cat >"$folder/program/Package.swift" <<MANIFEST
// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "program", platforms: [.macOS(.v26)],
    dependencies: [.package(name: "swiftlet", path: "$root"), .package(path: "../neighbour")],
    targets: [
        .executableTarget(
            name: "Program",
            dependencies: [
                .product(name: "Swiftlet", package: "swiftlet"), .product(name: "Neighbour", package: "neighbour"),
            ])
    ])
MANIFEST
cat >"$folder/program/Sources/Program/main.swift" <<'PROGRAM'
import Hub
import Model
import Swiftlet

_ = (HubThing(), ModelThing())
let model: Swiftlet.Model = try Model()
print("\(model.name) beside a module called \(String(reflecting: HubThing.self).prefix(3))")
PROGRAM
swift build --package-path "$folder/program" --scratch-path "$folder/build" -c release --product Program
printed=$("$(swift build --package-path "$folder/program" --scratch-path "$folder/build" -c release --show-bin-path)/Program")
if [ "$printed" != "tf_efficientnet_lite0 beside a module called Hub" ]; then
    echo "test_names: the program printed $printed" >&2
    exit 1
fi
echo "test_names: $printed"
