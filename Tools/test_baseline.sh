#!/bin/bash
# Runs the tests of the kernels and of the engine's convolutions on an emulated CPU without AVX, with the tests that `make test`
# built. Installs the emulator, or skips the tests with a message if it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "test_baseline: not an x86-64 Linux machine; skipped"
    exit 0
fi
if ! command -v qemu-x86_64 >/dev/null && ! Tools/apt_install.sh qemu-user; then
    echo "test_baseline: qemu-x86_64 (Debian's qemu-user) is missing; skipped"
    exit 0
fi
tests="$(swift build -c release --show-bin-path)/swiftletPackageTests.xctest"
echo "test_baseline: kernels and convolutions on an emulated Nehalem"
output=$(mktemp)
trap 'rm -f "$output"' EXIT
qemu-x86_64 -cpu Nehalem "$tests" --testing-library swift-testing \
    --filter 'MicrokernelTests.[A-Za-z]*KernelTests|EngineTests.ConvolutionSweepTests|EngineTests.OperationTests' \
    >"$output" 2>&1 || { tail -40 "$output"; exit 1; }
# Checks that the tests ran, and that they ran only on the baseline.
grep -Eq 'set → \.?baseline' "$output" || { echo "test_baseline: no test ran"; exit 1; }
if grep -Eq 'set → \.?avx' "$output"; then echo "test_baseline: the emulated CPU has AVX"; exit 1; fi
grep 'Test run with' "$output"
