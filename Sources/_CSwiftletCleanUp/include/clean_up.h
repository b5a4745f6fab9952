#ifndef SWIFTLET_CLEAN_UP_H
#define SWIFTLET_CLEAN_UP_H

// Removes half-written files and ends started programs when a signal ends the process. In C, because a signal handler may
// not allocate, take a lock or count references.

/// Remembers a file to remove. Returns its place, or -1 if there is no room: the file then stays.
int clean_up_add_file(const char *path);

/// Forgets the file.
void clean_up_forget_file(int place);

/// Remembers a program to end. Returns its place, or -1 if there is no room.
int clean_up_add_program(int identifier);

/// Forgets the program. Call it as soon as the program was waited for: after that, another program may get its number.
void clean_up_forget_program(int place);

/// From now on SIGTERM, SIGINT, SIGHUP, SIGQUIT and SIGXCPU clean up before they end the process. A signal that the process
/// was started to ignore stays ignored.
void clean_up_on_signals(void);

#endif
