#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

typedef struct {
    struct jpeg_error_mgr manager;  // first: libjpeg hands back a pointer to it
    jmp_buf escape;
    codec_report *report;
    bool strict;
    bool ended;  // the file ended without an end marker
} error_state;

typedef struct {
    struct jpeg_progress_mgr manager;
    int maximum_scans;
} scan_limit;

static void fail(j_common_ptr common) {
    error_state *state = (error_state *)common->err;
    char message[JMSG_LENGTH_MAX];
    common->err->format_message(common, message);
    bool truncated = state->ended || common->err->msg_code == JWRN_JPEG_EOF || common->err->msg_code == JERR_INPUT_EOF;
    snprintf(
        state->report->reason, sizeof state->report->reason, truncated ? "truncated JPEG: %s" : "bad JPEG: %s",
        message);
    longjmp(state->escape, 1);
}

// After a warning libjpeg goes on and leaves missing pixels grey. Warnings about lost pixels are errors here; warnings about
// stray bytes or odd metadata are not.
static void warn(j_common_ptr common, int level) {
    if (level >= 0) return;
    error_state *state = (error_state *)common->err;
    switch (common->err->msg_code) {
    case JWRN_JPEG_EOF:
        if (state->strict) fail(common);
        state->ended = true;
        break;
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        fail(common);
    }
}

// Whether a file that ended without an end marker is complete. libjpeg warns of missing bits within a scan, but not of whole
// scans that are missing.
static bool has_all_scans(const struct jpeg_decompress_struct *decoder) {
    // An arithmetic decoder silently takes missing bytes for zeros.
    if (decoder->arith_code) return false;
    for (int c = 0; c < decoder->num_components; c++) {
        if (!decoder->comp_info[c].quant_table) return false;
        if (!decoder->progressive_mode) continue;
        for (int k = 0; k < DCTSIZE2; k++) {
            if (decoder->coef_bits[c][k] != 0) return false;
        }
    }
    return true;
}

static void print_nothing(j_common_ptr common) { (void)common; }

static void check_scans(j_common_ptr common) {
    scan_limit *limit = (scan_limit *)common->progress;
    if (common->is_decompressor && ((j_decompress_ptr)common)->input_scan_number > limit->maximum_scans) {
        error_state *state = (error_state *)common->err;
        snprintf(
            state->report->reason, sizeof state->report->reason, "bad JPEG: more than %d scans",
            limit->maximum_scans);
        longjmp(state->escape, 1);
    }
}

static void start(struct jpeg_decompress_struct *decoder, const uint8_t *bytes, size_t count, unsigned scale) {
    jpeg_create_decompress(decoder);
    jpeg_mem_src(decoder, bytes, count);
    jpeg_read_header(decoder, TRUE);
    decoder->out_color_space = decoder->num_components == 4 ? JCS_CMYK : JCS_RGB;
    decoder->scale_num = 1;
    decoder->scale_denom = scale;
    decoder->dct_method = JDCT_ISLOW;
    jpeg_calc_output_dimensions(decoder);
}

static void set_up_errors(struct jpeg_decompress_struct *decoder, error_state *errors, codec_report *report, bool strict) {
    memset(decoder, 0, sizeof *decoder);
    decoder->err = jpeg_std_error(&errors->manager);
    errors->manager.error_exit = fail;
    errors->manager.emit_message = warn;
    errors->manager.output_message = print_nothing;
    errors->report = report;
    errors->strict = strict;
    errors->ended = false;
    memset(report, 0, sizeof *report);
}

bool codec_jpeg_read_header(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, codec_header *header, codec_report *report) {
    struct jpeg_decompress_struct decoder;
    error_state errors;
    set_up_errors(&decoder, &errors, report, false);
    if (setjmp(errors.escape)) {
        jpeg_destroy_decompress(&decoder);
        return false;
    }
    start(&decoder, bytes, count, scale_denominator);
    header->width = decoder.output_width;
    header->height = decoder.output_height;
    header->bits_per_pixel = 8 * (uint32_t)decoder.num_components;
    header->arithmetic_coding = decoder.arith_code;
    jpeg_destroy_decompress(&decoder);
    return true;
}

static inline uint8_t multiply_255(unsigned a, unsigned b) {
    unsigned product = a * b + 128;
    return (uint8_t)((product + (product >> 8)) >> 8);
}

// Files of four components hold inverted CMYK: Adobe's convention, which Pillow assumes for all of them.
static void write_inverted_cmyk(const uint8_t *row, uint32_t width, uint8_t *destination) {
    for (uint32_t x = 0; x < width; x++, row += 4, destination += 3) {
        unsigned white = row[3];
        for (int c = 0; c < 3; c++) {
            destination[c] = (uint8_t)(white - multiply_255(255u - row[c], white));
        }
    }
}

bool codec_jpeg_decode(
    const uint8_t *bytes, size_t count, unsigned scale_denominator, int maximum_scans, bool strict, uint32_t width,
    uint32_t height, uint8_t *destination, codec_report *report) {
    struct jpeg_decompress_struct decoder;
    error_state errors;
    scan_limit limit;
    set_up_errors(&decoder, &errors, report, strict);
    if (setjmp(errors.escape)) {
        jpeg_destroy_decompress(&decoder);
        return false;
    }
    start(&decoder, bytes, count, scale_denominator);
    memset(&limit, 0, sizeof limit);
    limit.manager.progress_monitor = check_scans;
    limit.maximum_scans = maximum_scans;
    decoder.progress = &limit.manager;
    jpeg_start_decompress(&decoder);
    if (decoder.output_width != width || decoder.output_height != height) {
        snprintf(report->reason, sizeof report->reason, "bad JPEG: its size changes");
        longjmp(errors.escape, 1);
    }
    if (decoder.output_components == 4) {
        JSAMPARRAY row = decoder.mem->alloc_sarray((j_common_ptr)&decoder, JPOOL_IMAGE, width * 4, 1);
        while (decoder.output_scanline < height) {
            uint8_t *target = destination + (size_t)decoder.output_scanline * width * 3;
            if (jpeg_read_scanlines(&decoder, row, 1) == 1) write_inverted_cmyk(row[0], width, target);
        }
    } else {
        while (decoder.output_scanline < height) {
            JSAMPROW row = destination + (size_t)decoder.output_scanline * width * 3;
            jpeg_read_scanlines(&decoder, &row, 1);
        }
    }
    bool is_whole = !errors.ended || has_all_scans(&decoder);
    if (is_whole) jpeg_finish_decompress(&decoder);
    if (errors.ended) {
        snprintf(
            is_whole ? report->warning : report->reason, sizeof report->reason, "%s",
            is_whole ? "truncated JPEG: the file ends early, after the pixels" : "truncated JPEG: scans are missing");
    }
    jpeg_destroy_decompress(&decoder);
    return is_whole;
}
