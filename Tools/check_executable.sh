#!/bin/sh
# Holds an executable that is to be installed to what other machines need: that it runs, finds all that it links there, and
# is hardened. Says what is wrong and fails.
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
    fail "these libraries are linked dynamically, so it would need them where it runs"
fi
if ! command -v readelf >/dev/null 2>&1; then
    echo "$executable: without readelf (binutils) its hardening is not checked" >&2
    exit 0
fi
dynamic=$(readelf -dW "$executable")
segments=$(readelf -lW "$executable")
if echo "$dynamic" | grep -E '\((RUNPATH|RPATH)\)'; then fail "searches that folder for libraries where it runs"; fi
echo "$dynamic" | grep -Eq 'BIND_NOW|Flags:.* NOW' || fail "binds addresses while it runs (no BIND_NOW)"
echo "$segments" | grep -q 'GNU_RELRO' || fail "keeps what holds addresses writable (no RELRO)"
echo "$segments" | grep -q 'Elf file type is DYN' || fail "lies where everybody knows (no position-independent executable)"
if echo "$segments" | grep 'GNU_STACK' | grep -q 'RWE'; then fail "has an executable stack"; fi
[ -z "$failed" ]
