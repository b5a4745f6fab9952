// Counts the heap allocations of the whole process, so that a test can say that there were none.
#pragma once
#include <stdint.h>

/// Allocations so far; −1 where they cannot be counted.
int64_t swiftlet_allocations(void);
