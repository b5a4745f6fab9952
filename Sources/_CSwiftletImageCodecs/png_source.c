#include "png_source.h"

#include <string.h>

// A checksum, which will be wrong, and a complete IEND chunk.
static const uint8_t ending[] = {0, 0, 0, 0, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82};

static void write_header(uint8_t *header, size_t length) {
    for (int i = 0; i < 4; i++) header[i] = (uint8_t)(length >> (24 - 8 * i));
    memcpy(header + 4, "IDAT", 4);
}

// Replaces the incomplete chunk at `offset`.
static void mend(png_source *source, const uint8_t *bytes, size_t count, size_t offset) {
    source->ends_early = true;
    size_t available = count - offset;
    png_piece head = {bytes, offset};
    png_piece whole_ending = {ending, sizeof ending}, iend = {ending + 4, sizeof ending - 4};
    source->pieces[0] = head;
    if (available > 8 && memcmp(bytes + offset + 4, "IDAT", 4) == 0) {
        const uint8_t *field = bytes + offset;
        size_t length = (size_t)field[0] << 24 | (size_t)field[1] << 16 | (size_t)field[2] << 8 | field[3];
        size_t data = length < available - 8 ? length : available - 8;
        write_header(source->header, data);
        png_piece header = {source->header, sizeof source->header}, body = {bytes + offset + 8, data};
        source->pieces[1] = header;
        source->pieces[2] = body;
        source->pieces[3] = whole_ending;
    } else {
        source->pieces[1] = iend;
    }
}

void png_source_init(png_source *source, const uint8_t *bytes, size_t count, bool mends) {
    memset(source, 0, sizeof *source);
    png_piece whole = {bytes, count};
    source->pieces[0] = whole;
    if (!mends) return;
    for (size_t offset = 8; offset <= count;) {
        size_t available = count - offset;
        if (available < 12) return mend(source, bytes, count, offset);
        const uint8_t *field = bytes + offset;
        size_t length = (size_t)field[0] << 24 | (size_t)field[1] << 16 | (size_t)field[2] << 8 | field[3];
        if (length > available - 12) return mend(source, bytes, count, offset);
        if (memcmp(field + 4, "IEND", 4) == 0) return;
        offset += 12 + length;
    }
}

bool png_source_read(png_source *source, uint8_t *destination, size_t count) {
    while (count > 0) {
        if (source->next == sizeof source->pieces / sizeof *source->pieces) return false;
        png_piece *piece = &source->pieces[source->next];
        size_t part = count < piece->count ? count : piece->count;
        if (part > 0) memcpy(destination, piece->bytes, part);
        piece->bytes += part;
        piece->count -= part;
        destination += part;
        count -= part;
        if (piece->count == 0) source->next++;
    }
    return true;
}
