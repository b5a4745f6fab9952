#!/bin/sh
# Writes a DocC archive for each public module, readable in a browser through `docc preview` or any file server.
#
#     Tools/docs.sh FOLDER
set -eu

cd "$(dirname "$0")/.."
out=${1:?usage: Tools/docs.sh FOLDER}
# The compiler describes the modules' symbols beside building them.
graphs=$PWD/.build-docs/symbol-graphs
# It does so only for what it compiles: what it wrote before stays.
mkdir -p "$graphs" "$out"
swift build -c release --scratch-path .build-docs --product swiftlet \
    -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$graphs" \
    -Xswiftc -symbol-graph-minimum-access-level -Xswiftc public
for module in Swiftlet Analysis Model Engine ModelZoo ONNX Formats Imaging Hub Graphs Tensors; do
    folder=$graphs/$module
    rm -rf "$folder"
    mkdir -p "$folder"
    # Its own symbols, and those that it adds to other modules' types.
    for file in "$graphs/$module.symbols.json" "$graphs/$module"@*.symbols.json; do
        if [ -f "$file" ]; then cp "$file" "$folder/"; fi
    done
    catalogue=Sources/$module/$module.docc
    [ -d "$catalogue" ] || catalogue=
    # shellcheck disable=SC2086
    docc convert $catalogue --fallback-display-name "$module" --fallback-bundle-identifier "swiftlet.$module" \
        --additional-symbol-graph-dir "$folder" --output-path "$out/$module.doccarchive" --transform-for-static-hosting \
        --hosting-base-path "$module.doccarchive"
    echo "$out/$module.doccarchive"
done
