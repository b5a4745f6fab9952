// JPEG, PNG and WebP from memory into RGB8, row-major, without padding.
//
// In C because libjpeg and libpng report errors by longjmp, which must not cross Swift frames. Every function is
// stateless: first read the header, check the size, allocate, then decode into `destination`. On failure they return
// false with a reason. None writes outside width * height * 3 bytes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t bits_per_pixel;  // before conversion to RGB8
    bool arithmetic_coding;
    bool animated;
} codec_header;

typedef struct {
    char reason[256];
} codec_failure;

// scale_denominator: 1, 2, 4 or 8; the header's size is the scaled one.
bool codec_jpeg_read_header(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, codec_header *header, codec_failure *failure);
// A file with more than maximum_scans progressive scans is rejected: each costs time over the whole picture.
bool codec_jpeg_decode(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, int maximum_scans, uint32_t width, uint32_t height,
    uint8_t *destination, codec_failure *failure);

bool codec_png_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_failure *failure);
bool codec_png_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_failure *failure);

bool codec_webp_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_failure *failure);
bool codec_webp_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_failure *failure);
