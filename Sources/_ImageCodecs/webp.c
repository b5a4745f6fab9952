#include "image_codecs.h"

#include <stdio.h>

#include <webp/decode.h>

static const char *describe(VP8StatusCode status) {
    switch (status) {
    case VP8_STATUS_OK: return "";
    case VP8_STATUS_OUT_OF_MEMORY: return "not enough memory for this WebP";
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED: return "truncated WebP: the data end early";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "unsupported WebP";
    default: return "bad WebP: the bitstream is damaged";
    }
}

bool codec_webp_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_failure *failure) {
    WebPBitstreamFeatures features;
    VP8StatusCode status = WebPGetFeatures(bytes, count, &features);
    snprintf(failure->reason, sizeof failure->reason, "%s", describe(status));
    if (status != VP8_STATUS_OK) return false;
    header->width = (uint32_t)features.width;
    header->height = (uint32_t)features.height;
    header->bits_per_pixel = features.has_alpha ? 32 : 24;
    header->arithmetic_coding = true;
    header->animated = features.has_animation;
    return true;
}

bool codec_webp_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_failure *failure) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) {
        snprintf(failure->reason, sizeof failure->reason, "libwebp cannot start");
        return false;
    }
    config.output.colorspace = MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = destination;
    config.output.u.RGBA.stride = (int)(width * 3);
    config.output.u.RGBA.size = (size_t)width * height * 3;
    VP8StatusCode status = WebPDecode(bytes, count, &config);
    if (status == VP8_STATUS_OK && (config.output.width != (int)width || config.output.height != (int)height)) {
        status = VP8_STATUS_BITSTREAM_ERROR;
    }
    snprintf(failure->reason, sizeof failure->reason, "%s", describe(status));
    WebPFreeDecBuffer(&config.output);
    return status == VP8_STATUS_OK;
}
