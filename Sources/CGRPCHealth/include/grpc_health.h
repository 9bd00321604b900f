// The generated messages; regenerate with `make proto`.
#ifndef GRPC_HEALTH_H
#define GRPC_HEALTH_H
#include "grpc_health.pb-c.h"
#endif
