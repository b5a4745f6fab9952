#include "image_codecs.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// The part of libheif's interface used here, as its header has declared it since version 1.0. All objects are opaque, so
// this one declaration serves every libheif.so.1.
typedef struct {
    int code;
    int subcode;
    const char *message;
} heif_error;

enum { colorspace_rgb = 1, chroma_interleaved_rgb = 10, channel_interleaved = 10 };
enum { code_unsupported_feature = 4, code_no_plugin = 11, subcode_unsupported_codec = 3000 };

static struct {
    void *(*context_alloc)(void);
    void (*context_free)(void *context);
    heif_error (*read_from_memory)(void *context, const void *bytes, size_t count, const void *options);
    heif_error (*get_primary_image)(void *context, void **handle);
    int (*handle_width)(const void *handle);
    int (*handle_height)(const void *handle);
    void (*handle_release)(const void *handle);
    heif_error (*decode)(const void *handle, void **image, int colorspace, int chroma, const void *options);
    int (*image_width)(const void *image, int channel);
    int (*image_height)(const void *image, int channel);
    const uint8_t *(*image_plane)(const void *image, int channel, int *stride);
    void (*image_release)(const void *image);
} heif;

static bool is_available;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    static const char *const names[] = {
#if defined(__APPLE__)
        "libheif.1.dylib", "/opt/homebrew/lib/libheif.1.dylib", "/usr/local/lib/libheif.1.dylib",
#else
        "libheif.so.1",
#endif
    };
    void *library = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    struct {
        const char *name;
        void *target;
    } const symbols[] = {
        {"heif_context_alloc", &heif.context_alloc},
        {"heif_context_free", &heif.context_free},
        {"heif_context_read_from_memory_without_copy", &heif.read_from_memory},
        {"heif_context_get_primary_image_handle", &heif.get_primary_image},
        {"heif_image_handle_get_width", &heif.handle_width},
        {"heif_image_handle_get_height", &heif.handle_height},
        {"heif_image_handle_release", &heif.handle_release},
        {"heif_decode_image", &heif.decode},
        {"heif_image_get_width", &heif.image_width},
        {"heif_image_get_height", &heif.image_height},
        {"heif_image_get_plane_readonly", &heif.image_plane},
        {"heif_image_release", &heif.image_release},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(library, symbols[i].name);
        if (!symbol) return;
        memcpy(symbols[i].target, &symbol, sizeof symbol);
    }
    is_available = true;
}

bool codec_heif_is_available(void) {
    pthread_once(&once, load);
    return is_available;
}

// The file's picture, or NULL and a reason. Free `context` after the picture.
static void *open_picture(const uint8_t *bytes, size_t count, void **context, codec_report *report) {
    memset(report, 0, sizeof *report);
    *context = NULL;
    if (!codec_heif_is_available()) {
        snprintf(report->reason, sizeof report->reason, "libheif is not installed");
        return NULL;
    }
    *context = heif.context_alloc();
    if (!*context) {
        snprintf(report->reason, sizeof report->reason, "libheif cannot start");
        return NULL;
    }
    void *handle = NULL;
    heif_error error = heif.read_from_memory(*context, bytes, count, NULL);
    if (error.code == 0) error = heif.get_primary_image(*context, &handle);
    if (error.code == 0 && handle) return handle;
    snprintf(report->reason, sizeof report->reason, "%s", error.message ? error.message : "it holds no picture");
    heif.context_free(*context);
    *context = NULL;
    return NULL;
}

bool codec_heif_read_header(const uint8_t *bytes, size_t count, codec_header *header, codec_report *report) {
    void *context;
    void *handle = open_picture(bytes, count, &context, report);
    if (!handle) return false;
    int width = heif.handle_width(handle), height = heif.handle_height(handle);
    header->width = width > 0 ? (uint32_t)width : 0;
    header->height = height > 0 ? (uint32_t)height : 0;
    header->bits_per_pixel = 24;
    header->arithmetic_coding = true;
    heif.handle_release(handle);
    heif.context_free(context);
    return true;
}

bool codec_heif_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *destination, codec_report *report) {
    void *context;
    void *handle = open_picture(bytes, count, &context, report);
    if (!handle) return false;
    void *image = NULL;
    bool succeeded = false;
    heif_error error = heif.decode(handle, &image, colorspace_rgb, chroma_interleaved_rgb, NULL);
    if (error.code != 0 || !image) {
        bool no_decoder = error.code == code_no_plugin || error.subcode == subcode_unsupported_codec;
        snprintf(
            report->reason, sizeof report->reason, "%s%s", error.message ? error.message : "it cannot be decoded",
            no_decoder ? " (Debian and Ubuntu: libheif-plugin-libde265 for HEIC, libheif-plugin-dav1d for AVIF)" : "");
    } else {
        int stride = 0;
        const uint8_t *plane = heif.image_plane(image, channel_interleaved, &stride);
        int w = heif.image_width(image, channel_interleaved), h = heif.image_height(image, channel_interleaved);
        if (!plane || w != (int)width || h != (int)height || stride < 0 || (size_t)stride < (size_t)width * 3) {
            snprintf(report->reason, sizeof report->reason, "its size changes");
        } else {
            for (uint32_t y = 0; y < height; y++) {
                memcpy(destination + (size_t)y * width * 3, plane + (size_t)y * (size_t)stride, (size_t)width * 3);
            }
            succeeded = true;
        }
    }
    if (image) heif.image_release(image);
    heif.handle_release(handle);
    heif.context_free(context);
    return succeeded;
}
