#!/bin/sh
# Generates Sources/SwiftletONNXFormat/Generated/onnx-ml.pb.swift from the schema in PyPI's package onnx.
#
#     Tools/onnx/generate.sh SCHEMA PLUGIN
#
# SCHEMA is site-packages/onnx/onnx-ml.proto of `pip install onnx` (the committed file is from 1.23.2). PLUGIN is
# protoc-gen-swift from the version of swift-protobuf that Package.swift requires:
#
#     git clone --branch 1.39.0 https://github.com/apple/swift-protobuf && cd swift-protobuf
#     swift build -c release --product protoc-gen-swift
#
# protoc is Debian's protobuf-compiler.
set -eu

cd "$(dirname "$0")/../.."
schema=${1:?usage: Tools/onnx/generate.sh SCHEMA PLUGIN}
plugin=${2:?usage: Tools/onnx/generate.sh SCHEMA PLUGIN}
protoc --plugin=protoc-gen-swift="$plugin" --proto_path="$(dirname "$schema")" --swift_opt=Visibility=Internal \
    --swift_out=Sources/SwiftletONNXFormat/Generated "$(basename "$schema")"
