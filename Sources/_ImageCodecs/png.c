#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

typedef struct {
    const uint8_t *next;
    size_t remaining;
} byte_source;

static void read_bytes(png_structp png, png_bytep destination, size_t count) {
    byte_source *source = png_get_io_ptr(png);
    if (count > source->remaining) png_error(png, "truncated");
    memcpy(destination, source->next, count);
    source->next += count;
    source->remaining -= count;
}

static void fail(png_structp png, png_const_charp message) {
    codec_failure *failure = png_get_error_ptr(png);
    if (strcmp(message, "truncated") == 0) {
        snprintf(failure->reason, sizeof failure->reason, "truncated PNG: the data end early");
    } else {
        snprintf(failure->reason, sizeof failure->reason, "bad PNG: %s", message);
    }
    png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

// Colour management and text play no part here, and a compressed profile or text can be a decompression bomb.
static const uint8_t skipped_chunks[] =
    "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt";

static void configure(png_structp png, byte_source *source) {
    png_set_read_fn(png, source, read_bytes);
    // The caller checks the size; libpng's own limit of a million is for callers who do not.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, 8 << 20);
    png_set_chunk_cache_max(png, 64);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, skipped_chunks, sizeof skipped_chunks / 5);
}

// A reader and its information; NULL, and a reason, where there is no memory for them.
static png_structp start(png_infop *info, codec_failure *failure) {
    failure->reason[0] = 0;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, failure, fail, ignore_warning);
    *info = png ? png_create_info_struct(png) : NULL;
    if (*info) return png;
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(failure->reason, sizeof failure->reason, "libpng cannot start");
    return NULL;
}

bool codec_png_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_failure *failure) {
    byte_source source = {bytes, count};
    png_infop info = NULL;
    png_structp png = start(&info, failure);
    if (!png) return false;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    configure(png, &source);
    png_read_info(png, info);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->bits_per_pixel = (uint32_t)png_get_bit_depth(png, info) * png_get_channels(png, info);
    header->arithmetic_coding = false;
    header->animated = false;
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}

bool codec_png_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_failure *failure) {
    byte_source source = {bytes, count};
    png_infop info = NULL;
    png_structp png = start(&info, failure);
    if (!png) return false;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    configure(png, &source);
    png_read_info(png, info);
    // To RGB8 as Pillow's convert("RGB"): transparency is dropped, of 16 bits the high ones stay.
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
        for (uint32_t y = 0; y < height; y++) png_read_row(png, destination + (size_t)y * width * 3, NULL);
    }
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}
