#pragma once
#include <stddef.h>

// The files of Resources/, embedded in the executable's read-only data. The pointers stay valid while the process runs.

/// tf_efficientnet_lite0.safetensors: the default model's parameters. Aligned to 64 bytes.
const unsigned char *_Nonnull swiftlet_embedded_weights(size_t *_Nonnull length);

/// imagenet_labels.txt: the 1,000 ImageNet class names in the order of the logits, UTF-8, each ended by a line feed.
const unsigned char *_Nonnull swiftlet_imagenet_labels(size_t *_Nonnull length);
