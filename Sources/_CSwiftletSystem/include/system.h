// System calls that Swift cannot reach through the C library's headers: sleeping until another thread changes a word in
// memory, waking the threads that sleep there, and the processors that a thread may run on.
#pragma once

#include <stdint.h>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <os/os_sync_wait_on_address.h>
#endif

// Sleeps until somebody wakes one of `groups` (a set of bits), unless the word is not `expected` any more, or until
// `nanoseconds` are over, fewer than a second; 0 sets no limit. May return sooner.
static inline void swiftlet_sleep(uint32_t *word, uint32_t expected, uint32_t groups, uint32_t nanoseconds) {
#if defined(__linux__)
    struct timespec end;
    if (nanoseconds > 0) {
        // With a set of bits the limit is a moment, not a duration.
        clock_gettime(CLOCK_MONOTONIC, &end);
        end.tv_nsec += nanoseconds;
        if (end.tv_nsec >= 1000000000) {
            end.tv_nsec -= 1000000000;
            end.tv_sec += 1;
        }
    }
    syscall(
        SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, nanoseconds > 0 ? &end : (void *)0, (void *)0, groups);
#elif defined(__APPLE__)
    (void)groups;
    if (nanoseconds > 0) {
        os_sync_wait_on_address_with_timeout(
            word, expected, sizeof *word, OS_SYNC_WAIT_ON_ADDRESS_NONE, OS_CLOCK_MACH_ABSOLUTE_TIME, nanoseconds);
    } else {
        os_sync_wait_on_address(word, expected, sizeof *word, OS_SYNC_WAIT_ON_ADDRESS_NONE);
    }
#endif
}

// Wakes all threads that sleep on the word and belong to one of `groups`. A system without groups wakes all of them.
static inline void swiftlet_wake(uint32_t *word, uint32_t groups) {
#if defined(__linux__)
    syscall(SYS_futex, word, FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG, INT32_MAX, (void *)0, (void *)0, groups);
#elif defined(__APPLE__)
    (void)groups;
    os_sync_wake_by_address_all(word, sizeof *word, OS_SYNC_WAKE_BY_ADDRESS_NONE);
#endif
}

#if defined(__linux__)
// Fills a set of bits with the processors that the calling thread may run on. Returns the number of bytes that the system
// wrote, or −1 with errno set if `bytes` are too few.
static inline long swiftlet_affinity(uint8_t *set, unsigned long bytes) {
    return syscall(SYS_sched_getaffinity, 0, bytes, set);
}
#endif
