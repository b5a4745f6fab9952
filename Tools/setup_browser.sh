#!/bin/sh
# Says which Chromium is here; with --install, fetches Debian's where there is none. Fails, with a word why, without one.
set -eu

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
if ! command -v apt-get >/dev/null 2>&1; then
    echo "no Chromium is here, and no apt-get to install one" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root=sudo
else
    echo "no Chromium is here; install it with: apt-get install chromium" >&2
    exit 1
fi
echo "setup: installing chromium" >&2
{
    $as_root apt-get update -qq || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
} >/dev/null 2>&1 || {
    echo "no Chromium is here, and apt-get could not install it" >&2
    exit 1
}
find_browser
