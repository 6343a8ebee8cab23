#define _GNU_SOURCE
#include "spawning.h"

int calotype_close_from(posix_spawn_file_actions_t *actions, int descriptor) {
    return posix_spawn_file_actions_addclosefrom_np(actions, descriptor);
}
