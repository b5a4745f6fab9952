#!/bin/sh
# Writes the documentation of all public modules as one static site. Its index.html leads to every module.
#
#     Tools/docs.sh FOLDER        # after `swift build`
#
# Reads the symbols from the modules of the last build, so that nothing is compiled again.
set -eu

cd "$(dirname "$0")/.."
out=${1:?usage: Tools/docs.sh FOLDER}
configuration=${CONFIGURATION:-release}
binaries=$(swift build -c "$configuration" --show-bin-path)
triple=$(swift -print-target-info | sed -n 's/^ *"triple" *: *"\(.*\)",*$/\1/p' | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -d "$binaries/Modules" ] || {
    echo "docs: nothing is built; build first: swift build -c $configuration" >&2
    exit 1
}
# Finds C modules by their maps, made by the build or beside their headers.
set --
for map in "$binaries"/_*.build/module.modulemap Sources/_C*/module.modulemap Sources/_*/include/module.modulemap; do
    if [ -f "$map" ]; then set -- "$@" -Xcc "-fmodule-map-file=$map"; fi
done

# Every module is converted on its own, so articles cannot link to symbols of other modules.
archives=
for module in Swiftlet SwiftletAnalysis SwiftletReports SwiftletModel SwiftletEngine SwiftletModelZoo SwiftletONNXFormat \
    SwiftletFormats SwiftletImaging SwiftletHub SwiftletGraphs SwiftletTensors; do
    mkdir -p "$work/$module"
    swift symbolgraph-extract -module-name "$module" -I "$binaries/Modules" -target "$triple" "$@" \
        -minimum-access-level public -skip-synthesized-members -output-dir "$work/$module"
    catalogue=Sources/$module/$module.docc
    [ -d "$catalogue" ] || catalogue=
    # shellcheck disable=SC2086
    docc convert $catalogue --fallback-display-name "$module" --fallback-bundle-identifier "swiftlet.$module" \
        --additional-symbol-graph-dir "$work/$module" --output-path "$work/$module.doccarchive" \
        --transform-for-static-hosting
    archives="$archives $work/$module.doccarchive"
done

rm -rf "$out"
mkdir -p "$(dirname "$out")"
# shellcheck disable=SC2086
docc merge $archives --synthesized-landing-page-name Swiftlet --synthesized-landing-page-kind Package \
    --synthesized-landing-page-topics-style list --output-path "$out"
# The root is a plain page that redirects without a script.
cat >"$out/index.html" <<'PAGE'
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Swiftlet</title>
<meta http-equiv="refresh" content="0; url=documentation/"></head>
<body><a href="documentation/">The documentation of Swiftlet</a></body></html>
PAGE
echo "$out/index.html"
