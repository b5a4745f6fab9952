#!/bin/sh
# Installs the missing system libraries that Swiftlet links, by apt-get or Homebrew: libjpeg-turbo, libpng and libwebp with their
# headers. Tells what it installs, and is silent if nothing is missing. libheif, for HEIC and AVIF, is optional: it is loaded when
# such a picture is read.
set -eu

cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Tests whether a program links. pkg-config may not know an installed library, or know a missing one.
compiler() {
    for candidate in clang cc gcc; do
        if command -v "$candidate" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    # Swift's toolchain includes a clang, which need not be in PATH.
    beside=$(dirname "$(readlink -f "$(command -v swift)")" 2>/dev/null)/clang
    if [ -x "$beside" ]; then
        echo "$beside"
        return
    fi
    echo "setup: there is no C compiler; install Swift 6.3, which includes clang (https://swift.org/install)" >&2
    exit 1
}
cc=$(compiler)

paths=
if [ "$(uname)" = Darwin ] && command -v brew >/dev/null 2>&1; then
    paths="-I$(brew --prefix)/include -L$(brew --prefix)/lib"
fi

links() { # HEADER LIBRARY
    printf '#include <stdio.h>\n#include <%s>\nint main(void) { return 0; }\n' "$1" >"$scratch/test.c"
    # shellcheck disable=SC2086
    "$cc" $paths "$scratch/test.c" "-l$2" -o "$scratch/test" >/dev/null 2>&1
}

missing=
for library in jpeglib.h:jpeg:libjpeg-dev:jpeg-turbo png.h:png:libpng-dev:libpng \
    webp/decode.h:webp:libwebp-dev:webp webp/demux.h:webpdemux:libwebp-dev:webp; do
    IFS=: read -r header name apt brew <<EOF
$library
EOF
    case "$missing " in *" $apt:$brew "*) continue ;; esac
    links "$header" "$name" || missing="$missing $apt:$brew"
done
[ -n "$missing" ] || exit 0

apt_names=$(for entry in $missing; do printf '%s ' "${entry%%:*}"; done)
brew_names=$(for entry in $missing; do printf '%s ' "${entry##*:}"; done)

if command -v apt-get >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    Tools/apt_install.sh $apt_names
elif command -v brew >/dev/null 2>&1; then
    echo "setup: installing $brew_names" >&2
    # shellcheck disable=SC2086
    brew install --quiet $brew_names || {
        echo "setup: brew failed; install these packages and try again: $brew_names" >&2
        exit 1
    }
else
    echo "setup: apt-get and brew are missing; install libjpeg-turbo, libpng and libwebp with their headers" >&2
    exit 1
fi
