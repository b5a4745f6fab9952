#ifndef SWIFTLET_CLEAN_UP_H
#define SWIFTLET_CLEAN_UP_H

// What a signal that ends the process must not leave behind: files that are half written, programs that were started.
// In C, because a signal handler may do next to nothing: no allocation, no lock, no reference count.

/// Remembers a file to remove. Returns its place, or -1 where there is no room: the file is then left.
int clean_up_add_file(const char *path);

/// Forgets the file.
void clean_up_forget_file(int place);

/// Remembers a program to end. Returns its place, or -1 where there is no room.
int clean_up_add_program(int identifier);

/// Forgets the program, at the latest as soon as it was waited for: its number may then be another's.
void clean_up_forget_program(int place);

/// From now on SIGTERM, SIGINT, SIGHUP, SIGQUIT and SIGXCPU clean up before they end the process, unless whoever started it
/// has it ignore them.
void clean_up_on_signals(void);

#endif
