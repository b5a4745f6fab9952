// Shared by the headers beside it. Each function is inlined into its caller, so that every kernel module compiles it for its
// own instruction set.
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SWIFTLET_INLINE static inline __attribute__((always_inline))
