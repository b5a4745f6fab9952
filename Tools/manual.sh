#!/bin/sh
# Writes the manual page of an executable `swiftlet`, made of what its `--help` says, to standard output.
#
#     Tools/manual.sh EXECUTABLE >swiftlet.1
#
# ArgumentParser's own plugin makes one too, but builds a tool first, for a minute of processor time.
set -eu

swiftlet=${1:?usage: Tools/manual.sh EXECUTABLE}

# Text as it is: backslashes doubled, dashes that can be copied, no line taken for a request.
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
