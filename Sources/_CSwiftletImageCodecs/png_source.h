// The bytes that libpng reads: a file as it is, or completed by the ending that it lacks.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const uint8_t *bytes;
    size_t count;
} png_piece;

typedef struct {
    png_piece pieces[4];
    int next;
    bool ends_early;
    uint8_t header[8];
} png_source;

// If `mends`, a file that ends within a chunk reads as if that chunk ended there and IEND followed. `ends_early` is then set.
void png_source_init(png_source *source, const uint8_t *bytes, size_t count, bool mends);

// Copies the next `count` bytes; false if there are fewer.
bool png_source_read(png_source *source, uint8_t *destination, size_t count);
