// Counts the heap allocations of a thread, so that a test can say that there were none.
#pragma once
#include <stdint.h>

/// Allocations of the calling thread so far; −1 where they cannot be counted.
int64_t swiftlet_allocations(void);
