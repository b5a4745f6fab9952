// SHA-256 with the processor's own instructions (Intel SHA Extensions), which Swift cannot use.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Whether the processor has the instructions.
int swiftlet_has_sha256(void);

/// Updates the eight words of the state with `count` blocks of 64 bytes (FIPS 180-4 §6.2.2). `constants` are the 64 of §4.2.2.
/// Traps unless `swiftlet_has_sha256`.
void swiftlet_sha256(uint32_t *state, const void *blocks, size_t count, const uint32_t *constants);
