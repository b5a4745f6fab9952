#include "embedded_weights.h"

// `#embed` is C23; clang accepts it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char weights[] __attribute__((aligned(64))) = {
#embed "Resources/tf_efficientnet_lite0.safetensors"
};

static const unsigned char labels[] = {
#embed "Resources/imagenet_labels.txt"
};

const unsigned char *swiftlet_embedded_weights(size_t *length) {
    *length = sizeof(weights);
    return weights;
}

const unsigned char *swiftlet_imagenet_labels(size_t *length) {
    *length = sizeof(labels);
    return labels;
}
