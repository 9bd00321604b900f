#pragma once

/// The version that this program was built as: `MPE_VERSION=1.2.3 swift build` sets it (Package.swift).
static inline const char *mpe_version(void) {
#ifdef MPE_VERSION
  return MPE_VERSION;
#else
  return "dev";
#endif
}
