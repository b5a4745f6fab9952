#!/bin/sh
# Measures the lightweight networks on this machine, which should have nothing else to do, and writes what is faster than
# the default to Sources/SwiftletEngine/Tuning/ShippedTables.swift: the constant that $1 names, such as amdFamily26. The constant
# must be there already, in that file and in TuningTable+Shipped.swift. $2 is how many seconds each network runs (20).
set -eu
cd "$(dirname "$0")/.."
constant=$1
seconds=${2:-20}
file=Sources/SwiftletEngine/Tuning/ShippedTables.swift
grep -q "static let $constant = \"\"\"" "$file" || { echo "ship_tuning: $file has no $constant" >&2; exit 1; }
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
XDG_CACHE_HOME=$cache .build/release/swiftlet tune --seconds "$seconds"
# Without the header, and without what is no faster than the default.
tail -n +3 "$cache"/swiftlet/tuning/*.txt | grep -v ': default (' >"$cache/layers" || true
awk -v constant="$constant" -v layers="$cache/layers" '
    inside && /^        """/ { inside = 0 }
    !inside { print }
    $0 ~ "static let " constant " = " { inside = 1; while ((getline line < layers) > 0) print "        " line }
' "$file" >"$cache/file"
cp "$cache/file" "$file"
