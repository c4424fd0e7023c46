// Loaded before PostgreSQL's own libraries (LD_PRELOAD): every fdatasync takes so many microseconds longer, as on a disk
// over a network. The sync itself is done all the same.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

#ifndef MICROSECONDS
#define MICROSECONDS 1000
#endif

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  struct timespec wait = {0, MICROSECONDS * 1000L};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &wait, 0);
  return real(fd);
}
