#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H
#include <stdint.h>
/// How many allocations this process has made.
uint64_t allocation_count(void);
#endif
