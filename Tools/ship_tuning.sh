#!/bin/sh
# Measures the lightweight networks on this machine, which should be idle, and writes the choices that beat the default into
# Sources/SwiftletEngine/Tuning/ShippedTables.swift, as the constant $1, such as amdFamily26. The constant must exist in that
# file and in TuningTable+Shipped.swift. Each network runs for $2 seconds (20).
set -eu
cd "$(dirname "$0")/.."
constant=$1
seconds=${2:-20}
file=Sources/SwiftletEngine/Tuning/ShippedTables.swift
grep -q "static let $constant = \"\"\"" "$file" || { echo "ship_tuning: $file has no constant $constant" >&2; exit 1; }
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
XDG_CACHE_HOME=$cache .build/release/swiftlet tune --seconds "$seconds"
# Drops the header and the choices that do not beat the default.
tail -n +3 "$cache"/swiftlet/tuning/*.txt | grep -v ': default (' >"$cache/layers" || true
awk -v constant="$constant" -v layers="$cache/layers" '
    inside && /^        """/ { inside = 0 }
    !inside { print }
    $0 ~ "static let " constant " = " { inside = 1; while ((getline line < layers) > 0) print "        " line }
' "$file" >"$cache/file"
cp "$cache/file" "$file"
