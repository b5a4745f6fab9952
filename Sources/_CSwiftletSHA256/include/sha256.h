// SHA-256 by the instructions that processors have for it (Intel SHA Extensions), which Swift cannot say.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Whether the processor has the instructions.
int swiftlet_has_sha256(void);

/// Takes `count` blocks of 64 bytes into the eight words of the state (FIPS 180-4 §6.2.2). `constants` are the 64 of §4.2.2.
/// Only where `swiftlet_has_sha256`.
void swiftlet_sha256(uint32_t *state, const void *blocks, size_t count, const uint32_t *constants);
