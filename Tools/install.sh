#!/bin/sh
# Builds the one-file executable and installs it as PREFIX/bin/swiftlet.
#
#     Tools/install.sh PREFIX
#
# Swift's standard library, Foundation and the image libraries are linked statically: what remains is the C library and
# its kin, so that the file runs on a machine without Swift.
set -eu

cd "$(dirname "$0")/.."
prefix=${1:?usage: Tools/install.sh PREFIX}
scratch=.build-install

set -- --scratch-path "$scratch" -c release --product swiftlet
if [ "$(uname)" = Linux ]; then
    # A folder with nothing but the archives, searched first: the linker takes a library's archive where it finds no
    # shared object beside it.
    archives=$PWD/$scratch/archives
    rm -rf "$archives"
    mkdir -p "$archives"
    triple=$(gcc -print-multiarch 2>/dev/null || echo "$(uname -m)-linux-gnu")
    for name in libjpeg libpng16 libwebp libsharpyuv libz; do
        for folder in "/usr/lib/$triple" /usr/lib64 /usr/lib /usr/local/lib; do
            if [ -f "$folder/$name.a" ]; then
                ln -s "$folder/$name.a" "$archives/$name.a"
                break
            fi
        done
    done
    ln -sf libpng16.a "$archives/libpng.a"
    set -- "$@" --static-swift-stdlib -Xlinker "-L$archives"
    # What the archives themselves need.
    for name in sharpyuv z; do
        if [ -e "$archives/lib$name.a" ]; then set -- "$@" -Xlinker "-l$name"; fi
    done
fi
swift build "$@"
built=$(swift build "$@" --show-bin-path)/swiftlet

# Beside, then renamed: whoever runs the old executable meanwhile keeps it.
mkdir -p "$prefix/bin"
beside=$prefix/bin/.swiftlet.$$
trap 'rm -f "$beside"' EXIT
cp "$built" "$beside"
if command -v strip >/dev/null 2>&1; then strip "$beside"; fi
chmod 755 "$beside"
mv -f "$beside" "$prefix/bin/swiftlet"
echo "$prefix/bin/swiftlet"
