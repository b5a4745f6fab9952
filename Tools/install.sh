#!/bin/sh
# Builds the one-file executable and installs it as PREFIX/bin/swiftlet, with its manual page and completions for shells.
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
    # A folder with nothing but the archives: the linker takes a library's archive where it finds no shared object beside
    # it. Package descriptions of our own name that folder, for those of the system would put the system's first.
    archives=$PWD/$scratch/archives
    rm -rf "$archives"
    mkdir -p "$archives"
    triple=$(gcc -print-multiarch 2>/dev/null || echo "$(uname -m)-linux-gnu")
    for name in libjpeg libpng16 libwebpdemux libwebp libsharpyuv libz; do
        for folder in "/usr/lib/$triple" /usr/lib64 /usr/lib /usr/local/lib; do
            if [ -f "$folder/$name.a" ]; then
                ln -s "$folder/$name.a" "$archives/$name.a"
                break
            fi
        done
    done
    ln -sf libpng16.a "$archives/libpng.a"
    # What libwebp itself needs, from version 1.3.
    sharpyuv=
    if [ -e "$archives/libsharpyuv.a" ]; then sharpyuv=-lsharpyuv; fi
    describe() { # NAME LIBRARIES
        printf 'Name: %s\nDescription: archives\nVersion: 1\nLibs: -L%s %s\n' "$1" "$archives" "$2" >"$archives/$1.pc"
    }
    describe libjpeg -ljpeg
    describe libpng "-lpng16 -lz"
    describe libwebpdemux "-lwebpdemux -lwebp $sharpyuv"
    PKG_CONFIG_PATH=$archives
    export PKG_CONFIG_PATH
    # Every address is bound when the program starts, and what holds it can be written no longer. No folder of the machine
    # that builds is searched for libraries where the program runs.
    set -- "$@" --static-swift-stdlib --disable-local-rpath -Xlinker -z -Xlinker relro \
        -Xlinker -z -Xlinker now
fi
swift build "$@"
built=$(swift build "$@" --show-bin-path)/swiftlet
Tools/check_executable.sh "$built"

# Beside, then renamed: whoever runs the old executable meanwhile keeps it.
mkdir -p "$prefix/bin"
beside=$prefix/bin/.swiftlet.$$
trap 'rm -f "$beside"' EXIT
cp "$built" "$beside"
if command -v strip >/dev/null 2>&1; then strip "$beside"; fi
chmod 755 "$beside"
mv -f "$beside" "$prefix/bin/swiftlet"
echo "$prefix/bin/swiftlet"

place() { # FILE COMMAND...: what the command writes
    file=$prefix/share/$1
    shift
    mkdir -p "$(dirname "$file")"
    "$@" >"$file.$$" && mv -f "$file.$$" "$file"
    echo "$file"
}
place man/man1/swiftlet.1 Tools/manual.sh "$prefix/bin/swiftlet"
place bash-completion/completions/swiftlet "$prefix/bin/swiftlet" --generate-completion-script bash
place zsh/site-functions/_swiftlet "$prefix/bin/swiftlet" --generate-completion-script zsh
place fish/vendor_completions.d/swiftlet.fish "$prefix/bin/swiftlet" --generate-completion-script fish
