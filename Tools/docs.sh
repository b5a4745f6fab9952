#!/bin/sh
# Writes a DocC archive for each public module, readable in a browser through `docc preview` or any file server.
#
#     Tools/docs.sh FOLDER
set -eu

cd "$(dirname "$0")/.."
out=${1:?usage: Tools/docs.sh FOLDER}
# The compiler describes the modules' symbols beside building them.
graphs=.build/symbol-graphs
rm -rf "$graphs" && mkdir -p "$graphs" "$out"
swift package --scratch-path .build-docs dump-symbol-graph --minimum-access-level public --skip-synthesized-members >/dev/null
found=$(find .build-docs -type d -name symbolgraph | head -n 1)
for module in Swiftlet Model Engine ModelZoo Formats Imaging Graphs Tensors; do
    folder=$graphs/$module
    mkdir -p "$folder"
    cp "$found/$module".symbols.json "$found/$module"@*.symbols.json "$folder/" 2>/dev/null || true
    catalogue=Sources/$module/$module.docc
    [ -d "$catalogue" ] || catalogue=
    # shellcheck disable=SC2086
    docc convert $catalogue --fallback-display-name "$module" --fallback-bundle-identifier "swiftlet.$module" \
        --additional-symbol-graph-dir "$folder" --output-path "$out/$module.doccarchive" --transform-for-static-hosting \
        --hosting-base-path "$module.doccarchive"
    echo "$out/$module.doccarchive"
done
