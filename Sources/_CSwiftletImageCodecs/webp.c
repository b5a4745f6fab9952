#include "image_codecs.h"

#include <stdio.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

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

bool codec_webp_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report) {
    WebPBitstreamFeatures features;
    memset(report, 0, sizeof *report);
    VP8StatusCode status = WebPGetFeatures(bytes, count, &features);
    snprintf(report->reason, sizeof report->reason, "%s", describe(status));
    if (status != VP8_STATUS_OK) return false;
    header->width = (uint32_t)features.width;
    header->height = (uint32_t)features.height;
    header->bits_per_pixel = features.has_alpha ? 32 : 24;
    header->arithmetic_coding = true;
    return true;
}

// Decodes a still picture of exactly `width` by `height` pixels into a canvas whose rows take `stride` bytes.
static VP8StatusCode decode_still(
    const uint8_t *bytes, size_t count, int width, int height, size_t stride, uint8_t *destination) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) return VP8_STATUS_OUT_OF_MEMORY;
    config.output.colorspace = MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = destination;
    config.output.u.RGBA.stride = (int)stride;
    config.output.u.RGBA.size = stride * (size_t)(height - 1) + (size_t)width * 3;
    VP8StatusCode status = WebPGetFeatures(bytes, count, &config.input);
    if (status == VP8_STATUS_OK && (config.input.width != width || config.input.height != height)) {
        status = VP8_STATUS_BITSTREAM_ERROR;
    }
    if (status == VP8_STATUS_OK) status = WebPDecode(bytes, count, &config);
    WebPFreeDecBuffer(&config.output);
    return status;
}

// Decodes the first frame into its place on a black canvas. Blending changes nothing: the canvas is still empty.
static VP8StatusCode decode_first_frame(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination) {
    WebPData data = {bytes, count};
    WebPDemuxState state;
    WebPDemuxer *demuxer = WebPDemuxPartial(&data, &state);
    if (!demuxer) return state == WEBP_DEMUX_PARSING_HEADER ? VP8_STATUS_NOT_ENOUGH_DATA : VP8_STATUS_BITSTREAM_ERROR;
    VP8StatusCode status = VP8_STATUS_OK;
    WebPIterator frame;
    memset(&frame, 0, sizeof frame);
    if (state != WEBP_DEMUX_DONE) {
        status = VP8_STATUS_NOT_ENOUGH_DATA;
    } else if (!WebPDemuxGetFrame(demuxer, 1, &frame)) {
        status = VP8_STATUS_BITSTREAM_ERROR;
    } else if (
        frame.x_offset < 0 || frame.y_offset < 0 || frame.width <= 0 || frame.height <= 0
        || (uint64_t)frame.x_offset + (uint64_t)frame.width > width
        || (uint64_t)frame.y_offset + (uint64_t)frame.height > height) {
        status = VP8_STATUS_BITSTREAM_ERROR;
    } else {
        size_t stride = (size_t)width * 3;
        memset(destination, 0, stride * height);
        status = decode_still(
            frame.fragment.bytes, frame.fragment.size, frame.width, frame.height, stride,
            destination + (size_t)frame.y_offset * stride + (size_t)frame.x_offset * 3);
    }
    WebPDemuxReleaseIterator(&frame);
    WebPDemuxDelete(demuxer);
    return status;
}

bool codec_webp_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_report *report) {
    WebPBitstreamFeatures features;
    memset(report, 0, sizeof *report);
    VP8StatusCode status = WebPGetFeatures(bytes, count, &features);
    if (status == VP8_STATUS_OK) {
        status = features.has_animation
                     ? decode_first_frame(bytes, count, width, height, destination)
                     : decode_still(bytes, count, (int)width, (int)height, (size_t)width * 3, destination);
    }
    snprintf(report->reason, sizeof report->reason, "%s", describe(status));
    return status == VP8_STATUS_OK;
}
