#!/bin/sh
# Checks that an executable runs on other machines: that it starts, links only libraries that they have, and is hardened. Tells
# what is wrong and fails.
#
#     Tools/check_executable.sh EXECUTABLE
set -eu

executable=${1:?usage: Tools/check_executable.sh EXECUTABLE}
failed=
fail() {
    echo "$executable: $1" >&2
    failed=yes
}

"$executable" --version >/dev/null || fail "does not run"
[ "$(uname)" = Linux ] || exit 0

if ldd "$executable" | grep -E 'lib(jpeg|png|webp|gif|swift|Foundation)'; then
    fail "links these libraries dynamically, so every machine would need them"
fi
if ! command -v readelf >/dev/null 2>&1; then
    echo "$executable: readelf (binutils) is missing, so its hardening is not checked" >&2
    exit 0
fi
dynamic=$(readelf -dW "$executable")
segments=$(readelf -lW "$executable")
if echo "$dynamic" | grep -E '\((RUNPATH|RPATH)\)'; then fail "searches that folder for libraries when it runs"; fi
echo "$dynamic" | grep -Eq 'BIND_NOW|Flags:.* NOW' || fail "binds addresses lazily (no BIND_NOW)"
echo "$segments" | grep -q 'GNU_RELRO' || fail "leaves its tables of addresses writable (no RELRO)"
echo "$segments" | grep -q 'Elf file type is DYN' || fail "is loaded at a known address (not a position-independent executable)"
if echo "$segments" | grep 'GNU_STACK' | grep -q 'RWE'; then fail "has an executable stack"; fi
[ -z "$failed" ]
