#include "envoy_auth.h"
