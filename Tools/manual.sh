#!/bin/sh
# Writes the manual page of an executable `swiftlet` to standard output, made from its `--help`.
#
#     Tools/manual.sh EXECUTABLE >swiftlet.1
#
# ArgumentParser's plugin makes one too, but first builds a tool, which takes a minute of processor time.
set -eu

swiftlet=${1:?usage: Tools/manual.sh EXECUTABLE}

# Escapes text: keeps backslashes, makes dashes copyable, and protects lines that look like requests.
text() {
    sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\\([.']\\)/\\\\\\&\\1/"
}

version=$("$swiftlet" --version)
echo ".TH SWIFTLET 1 \"\" \"swiftlet $version\" \"User Commands\""
echo '.SH NAME'
echo 'swiftlet \- efficient convolutional networks: classify pictures, run, convert and measure networks'
echo '.SH SYNOPSIS'
echo '.B swiftlet'
echo '.I command'
echo '[options]'
echo '.SH DESCRIPTION'
echo '.nf'
"$swiftlet" --help | sed '/^SUBCOMMANDS:/,$d' | text
echo '.fi'
echo '.SH COMMANDS'
"$swiftlet" --help | sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z][a-z-]*\)  .*/\1/p' | while read -r command; do
    echo ".SS $command"
    echo '.nf'
    "$swiftlet" "$command" --help | text
    echo '.fi'
done
