// JPEG, PNG, WebP, HEIC and AVIF from memory into RGB8, row-major, without padding.
//
// In C because libjpeg and libpng report errors by longjmp, which must not cross Swift frames. No function keeps state.
// Callers read the header, check the size, allocate, then decode into `destination`. On failure a function returns false
// and a reason. None writes beyond the first width * height * 3 bytes of `destination`.
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

// `reason`: why the picture cannot be decoded. `warning`: what is wrong with a picture that was decoded. Each may be empty.
typedef struct {
    char reason[256];
    char warning[256];
} codec_report;

// scale_denominator: 1, 2, 4 or 8. The header gives the size after scaling.
bool codec_jpeg_read_header(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, codec_header *header, codec_report *report);
// Rejects a file with more than maximum_scans progressive scans, because each scan costs time over the whole picture. A file
// that ends after its last pixel, but without an end marker, is decoded with a warning unless `strict`.
bool codec_jpeg_decode(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, int maximum_scans, bool strict, uint32_t width,
    uint32_t height, uint8_t *destination, codec_report *report);

bool codec_png_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report);
// Unless `strict`, damage after the pixels is a warning, and the rows that a complete file lacks become black.
bool codec_png_decode(
    const uint8_t *bytes, size_t count, bool strict, uint32_t width, uint32_t height, uint8_t *destination,
    codec_report *report);
// Inflates a zlib stream. Returns the number of bytes written, or -1 if the stream is damaged or does not fit.
ptrdiff_t codec_inflate(const uint8_t *bytes, size_t count, uint8_t *destination, size_t capacity);

bool codec_webp_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report);
// Decodes the first frame of an animation, on a black canvas.
bool codec_webp_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_report *report);

// Whether libheif is installed; the first call loads it. The functions below need it.
bool codec_heif_is_available(void);
bool codec_heif_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report);
bool codec_heif_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_report *report);
