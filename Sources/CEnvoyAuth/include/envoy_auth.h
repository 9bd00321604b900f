#ifndef ENVOY_AUTH_H
#define ENVOY_AUTH_H
// Generated messages are included from here.
#endif
