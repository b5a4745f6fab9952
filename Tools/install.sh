#!/bin/sh
# Builds the single-file executable and installs it as PREFIX/bin/swiftlet, with its manual page and shell completions.
#
#     Tools/install.sh PREFIX
#
# Links Swift's standard library, Foundation and the image libraries statically. Only the C library and its companions stay
# dynamic, so the file runs on a machine without Swift.
set -eu

cd "$(dirname "$0")/.."
prefix=${1:?usage: Tools/install.sh PREFIX}
scratch=.build-install

set -- --scratch-path "$scratch" -c release --product swiftlet
if [ "$(uname)" = Linux ]; then
    # A folder with only the archives: the linker takes a library's archive if there is no shared object beside it. Own package
    # descriptions name that folder, because the system's would put its own folder first.
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
    # libwebp needs this library from version 1.3 on.
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
    # Binds every address at the start and then makes the tables of addresses read-only. The program does not search folders of
    # the building machine for libraries.
    set -- "$@" --static-swift-stdlib --disable-local-rpath -Xlinker -z -Xlinker relro \
        -Xlinker -z -Xlinker now
fi
swift build "$@"
built=$(swift build "$@" --show-bin-path)/swiftlet
Tools/check_executable.sh "$built"

# Copies beside the old executable and renames, so that running programs keep the old one.
mkdir -p "$prefix/bin"
beside=$prefix/bin/.swiftlet.$$
trap 'rm -f "$beside"' EXIT
cp "$built" "$beside"
if command -v strip >/dev/null 2>&1; then strip "$beside"; fi
chmod 755 "$beside"
mv -f "$beside" "$prefix/bin/swiftlet"
echo "$prefix/bin/swiftlet"

place() { # FILE COMMAND...: the command's output becomes the file
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
