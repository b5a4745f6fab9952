#include "clean_up.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { places = 256 };

// Whoever takes a path out of its place owns it. If the handler takes it, the handler removes the file and the writer frees
// nothing; if the writer takes it, the writer frees it and the handler never sees it. So no path changes while it is read.
static _Atomic(char *) files[places];
static _Atomic int programs[places];

int clean_up_add_file(const char *path) {
    char *copy = strdup(path);
    if (!copy) return -1;
    for (int place = 0; place < places; place++) {
        char *empty = NULL;
        if (atomic_compare_exchange_strong(&files[place], &empty, copy)) return place;
    }
    free(copy);
    return -1;
}

void clean_up_forget_file(int place) {
    if (place >= 0) free(atomic_exchange(&files[place], NULL));
}

int clean_up_add_program(int identifier) {
    for (int place = 0; place < places; place++) {
        int empty = 0;
        if (atomic_compare_exchange_strong(&programs[place], &empty, identifier)) return place;
    }
    return -1;
}

void clean_up_forget_program(int place) {
    if (place >= 0) atomic_store(&programs[place], 0);
}

static void clean_up(int number) {
    for (int place = 0; place < places; place++) {
        int program = atomic_exchange(&programs[place], 0);
        if (program > 0) kill(program, SIGKILL);
    }
    for (int place = 0; place < places; place++) {
        char *path = atomic_exchange(&files[place], NULL);
        if (path) unlink(path);
    }
    // The signal's default action, so that the parent process sees which signal it was.
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigemptyset(&standard.sa_mask);
    sigaction(number, &standard, NULL);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, number);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    raise(number);
    _exit(128 + number);
}

void clean_up_on_signals(void) {
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGXCPU};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction action = {.sa_handler = clean_up};
        struct sigaction before;
        sigfillset(&action.sa_mask);
        if (sigaction(numbers[i], NULL, &before) != 0 || before.sa_handler == SIG_IGN) continue;
        sigaction(numbers[i], &action, NULL);
    }
}
