#pragma once
// The libraries that ours stand on, called bare: what a benchmark's floor is made of.
#include <sqlite3.h>
#include <turbojpeg.h>
