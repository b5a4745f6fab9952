#!/bin/sh
# Installs Debian packages, as root or with sudo. Tells on standard error what it installs, or why it cannot.
#
#     Tools/apt_install.sh PACKAGE ...
set -eu

fail() { # REASON
    echo "setup: $1; install these packages and try again: $packages" >&2
    exit 1
}

packages=$*
command -v apt-get >/dev/null 2>&1 || fail "apt-get is missing"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
    # Without a terminal, sudo cannot ask for a password.
    [ -t 0 ] || as_root="sudo -n"
else
    fail "installing packages needs root or sudo"
fi
echo "setup: installing $packages" >&2
# shellcheck disable=SC2086
$as_root apt-get update -qq >/dev/null 2>&1 || echo "setup: the package lists could not be updated" >&2
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
    fail "apt-get failed"
