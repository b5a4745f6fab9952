#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

#include "png_source.h"

typedef struct {
    codec_report *report;
    bool strict;
    char message[128];
} png_state;

static void read_bytes(png_structp png, png_bytep destination, size_t count) {
    if (!png_source_read(png_get_io_ptr(png), destination, count)) png_error(png, "truncated");
}

static void fail(png_structp png, png_const_charp message) {
    png_state *state = png_get_error_ptr(png);
    snprintf(state->message, sizeof state->message, "%s", message);
    if (strcmp(message, "truncated") == 0) {
        snprintf(state->report->reason, sizeof state->report->reason, "truncated PNG: the data end early");
    } else {
        snprintf(state->report->reason, sizeof state->report->reason, "bad PNG: %s", message);
    }
    png_longjmp(png, 1);
}

static void set_warning(codec_report *report, const char *warning) {
    if (!report->warning[0]) snprintf(report->warning, sizeof report->warning, "%s", warning);
}

// Keeps libpng's warnings about damaged data. The others are about metadata.
static void warn(png_structp png, png_const_charp message) {
    png_state *state = png_get_error_ptr(png);
    static const char *const damage[] = {"CRC error", "image data", "compressed data", "data check"};
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        if (!strstr(message, damage[i])) continue;
        char warning[192];
        snprintf(warning, sizeof warning, "damaged PNG: %s", message);
        set_warning(state->report, warning);
    }
}

// Colour profiles and text are not used, and compressed ones can be decompression bombs.
static const uint8_t skipped_chunks[] =
    "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt";

static void configure(png_structp png, png_source *source, bool strict) {
    png_set_read_fn(png, source, read_bytes);
    // The caller checks the size, so libpng's own limit of a million pixels a side is not needed.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, 8 << 20);
    png_set_chunk_cache_max(png, 64);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, skipped_chunks, sizeof skipped_chunks / 5);
    if (strict) {
        png_set_benign_errors(png, 0);
        png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    }
}

// A reader and its information; NULL and a reason if memory is lacking.
static png_structp start(png_infop *info, png_state *state, codec_report *report, bool strict) {
    memset(report, 0, sizeof *report);
    memset(state, 0, sizeof *state);
    state->report = report;
    state->strict = strict;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, state, fail, warn);
    *info = png ? png_create_info_struct(png) : NULL;
    if (*info) return png;
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(report->reason, sizeof report->reason, "libpng cannot start");
    return NULL;
}

bool codec_png_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report) {
    png_source source;
    png_state state;
    png_source_init(&source, bytes, count, false);
    png_infop info = NULL;
    png_structp png = start(&info, &state, report, false);
    if (!png) return false;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    configure(png, &source, false);
    png_read_info(png, info);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->bits_per_pixel = (uint32_t)png_get_bit_depth(png, info) * png_get_channels(png, info);
    header->arithmetic_coding = false;
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}

// libpng's message when the compressed data end before the picture does.
static const char *const too_few_rows = "Not enough image data";

// Whether the picture is used in spite of an error, with a warning.
static bool accepts_damage(
    const png_state *state, const png_source *source, bool has_pixels, uint32_t rows, uint32_t width, uint32_t height,
    uint8_t *destination) {
    if (state->strict) return false;
    char warning[192];
    if (has_pixels) {
        snprintf(warning, sizeof warning, "damaged PNG after the pixels: %s", state->message);
        set_warning(state->report, warning);
        return true;
    }
    if (strcmp(state->message, too_few_rows) != 0) return false;
    if (source->ends_early) {
        snprintf(state->report->reason, sizeof state->report->reason, "truncated PNG: the data end early");
        return false;
    }
    if (rows == 0) return false;
    memset(destination + (size_t)rows * width * 3, 0, (size_t)(height - rows) * width * 3);
    uint32_t missing = height - rows;
    snprintf(
        warning, sizeof warning, "damaged PNG: %u of %u rows, the last, %s missing and black", missing, height,
        missing == 1 ? "is" : "are");
    // Replaces libpng's warning, if any: this one says more.
    snprintf(state->report->warning, sizeof state->report->warning, "%s", warning);
    return true;
}

bool codec_png_decode(
    const uint8_t *bytes, size_t count, bool strict, uint32_t width, uint32_t height, uint8_t *destination,
    codec_report *report) {
    png_source source;
    png_state state;
    png_source_init(&source, bytes, count, !strict);
    volatile bool has_pixels = false;
    volatile uint32_t rows = 0;
    png_infop info = NULL;
    png_structp png = start(&info, &state, report, strict);
    if (!png) return false;
    if (source.ends_early) set_warning(report, "truncated PNG: the file ends early, after the pixels");
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return accepts_damage(&state, &source, has_pixels, rows, width, height, destination);
    }
    configure(png, &source, strict);
    png_read_info(png, info);
    // Not earlier: a header with a wrong checksum cannot be trusted.
    if (!strict) png_set_crc_action(png, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
    // To RGB8 as Pillow's convert("RGB") does: drop transparency, keep the high byte of 16 bits.
    if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_16(png);
    png_set_strip_alpha(png);
    png_set_gray_to_rgb(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height
        || png_get_rowbytes(png, info) != (size_t)width * 3) {
        png_error(png, "its size changes");
    }
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t y = 0; y < height; y++) {
            png_read_row(png, destination + (size_t)y * width * 3, NULL);
            if (passes == 1) rows = y + 1;
        }
    }
    has_pixels = true;
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}
