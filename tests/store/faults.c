/* Makes system calls on the store's files fail at a chosen moment; loaded with LD_PRELOAD by test_crash.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char armed[16] = "none", folder[4096];
static int failing = EIO, sticky, count, hit, at;

void faults_arm(const char *call, const char *error, int when, int stay, const char *where) {
    strncpy(armed, call, sizeof armed - 1);
    strncpy(folder, where, sizeof folder - 1);
    failing = !strcmp(error, "ENOSPC") ? ENOSPC : !strcmp(error, "EDQUOT") ? EDQUOT : !strcmp(error, "EINTR") ? EINTR
            : !strcmp(error, "EMFILE") ? EMFILE : !strcmp(error, "EACCES") ? EACCES : EIO;
    at = when; sticky = stay; count = 0; hit = 0;
}
int faults_count(void) { return count; }
int faults_hit(void) { return hit; }

static int ours(const char *path) { return strstr(path, folder) || strstr(path, "etilqs_"); }

static int ours_fd(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return ours(path);
}

static int fails(const char *call) {
    if (strcmp(armed, call)) return 0;
    count++;
    /* EINTR for ever is no disk's behaviour: it comes once. */
    if (count == at || (sticky && failing != EINTR && count > at)) { hit++; errno = failing; return 1; }
    return 0;
}

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t n) {
    if (strcmp(armed, "none") && ours_fd(fd) && fails("write")) return -1;
    return REAL(write)(fd, data, n);
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t where) {
    if (strcmp(armed, "none") && ours_fd(fd) && fails("write")) return -1;
    return REAL(pwrite)(fd, data, n, where);
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t where) {
    if (strcmp(armed, "none") && ours_fd(fd) && fails("write")) return -1;
    return REAL(pwrite64)(fd, data, n, where);
}
int fsync(int fd) {
    if (strcmp(armed, "none") && ours_fd(fd) && fails("fsync")) return -1;
    return REAL(fsync)(fd);
}
int fdatasync(int fd) {
    if (strcmp(armed, "none") && ours_fd(fd) && fails("fsync")) return -1;
    return REAL(fdatasync)(fd);
}
int ftruncate(int fd, off_t n) {
    if (strcmp(armed, "none") && ours_fd(fd) && fails("truncate")) return -1;
    return REAL(ftruncate)(fd, n);
}
int ftruncate64(int fd, off64_t n) {
    if (strcmp(armed, "none") && ours_fd(fd) && fails("truncate")) return -1;
    return REAL(ftruncate64)(fd, n);
}
int open(const char *path, int flags, ...) {
    va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list);
    if (strcmp(armed, "none") && ours(path) && fails("open")) return -1;
    return REAL(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list);
    if (strcmp(armed, "none") && ours(path) && fails("open")) return -1;
    return REAL(open64)(path, flags, mode);
}
