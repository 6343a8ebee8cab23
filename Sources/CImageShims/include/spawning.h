#pragma once

#include <spawn.h>

// Has a child start without this descriptor and all higher ones. glibc declares it for _GNU_SOURCE only, which Swift's
// import of glibc is without. Returns an errno.
int calotype_close_from(posix_spawn_file_actions_t *actions, int descriptor);
