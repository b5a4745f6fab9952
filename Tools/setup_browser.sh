#!/bin/sh
# Prints the path of Chromium. With --install, installs Debian's if there is none. Fails without a browser.
set -eu

cd "$(dirname "$0")/.."

find_browser() {
    for candidate in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$candidate" >/dev/null 2>&1; then
            command -v "$candidate"
            return 0
        fi
    done
    application="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    [ -x "$application" ] && echo "$application"
}

if find_browser; then exit 0; fi
[ "${1:-}" = --install ] || exit 1
Tools/apt_install.sh chromium fonts-dejavu-core || exit 1
find_browser
