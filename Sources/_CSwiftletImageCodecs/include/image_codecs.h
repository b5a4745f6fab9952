// JPEG, PNG, WebP, HEIC and AVIF from memory into RGB8, row-major, without padding.
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
} codec_header;

// Why a picture cannot be decoded; and what is wrong with one that can. Empty where there is nothing to say.
typedef struct {
    char reason[256];
    char warning[256];
} codec_report;

// scale_denominator: 1, 2, 4 or 8; the header's size is the scaled one.
bool codec_jpeg_read_header(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, codec_header *header, codec_report *report);
// A file with more than maximum_scans progressive scans is rejected: each costs time over the whole picture. One that
// ends after its last pixel, but without saying so, is decoded with a warning unless `strict`.
bool codec_jpeg_decode(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, int maximum_scans, bool strict, uint32_t width,
    uint32_t height, uint8_t *destination, codec_report *report);

bool codec_png_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report);
// Unless `strict`, damage behind the pixels is a warning, and rows that a complete file lacks are black.
bool codec_png_decode(
    const uint8_t *bytes, size_t count, bool strict, uint32_t width, uint32_t height, uint8_t *destination,
    codec_report *report);
// Inflates a zlib stream. Returns the number of bytes, or -1 if the stream is damaged or does not fit.
ptrdiff_t codec_inflate(const uint8_t *bytes, size_t count, uint8_t *destination, size_t capacity);

bool codec_webp_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report);
// Of an animation, the first frame on a black canvas.
bool codec_webp_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_report *report);

// Whether libheif, which is loaded when it is first asked for, is on this machine. The functions below need it.
bool codec_heif_is_available(void);
bool codec_heif_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report);
bool codec_heif_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_report *report);
