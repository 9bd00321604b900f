// The generated messages; regenerate with `make proto`.
#ifndef ENVOY_AUTH_H
#define ENVOY_AUTH_H
#include "envoy_auth.pb-c.h"
#endif
