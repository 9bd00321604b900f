import Rego

/// Which Rego the flags ask for.
enum OPAFlags {
  static let environmentName = "MPE_CLI_OPA_FLAGS"
  private static let v0Flag = "--v0-compatible"

  /// What is wrong with a value of the environment variable; nil when nothing is.
  static let complaint: @Sendable (String) -> String? = { flags in
    flags.lowercased().contains(v0Flag) ? nil : "only `\(v0Flag)` means something, and that is what counts"
  }

  /// - Parameters:
  ///   - flags: the value of `--opa-flags`, nil when there was none.
  ///   - isOff: whether there was `--no-opa-flags`.
  ///   - environment: the value of the environment variable.
  ///   - warn: takes the warning about flags that mean nothing.
  static func version(flags: String?, isOff: Bool, environment: String?, warn: (String) -> Void) -> RegoVersion {
    if isOff { return .v1 }
    let effective = flags ?? environment ?? v0Flag
    if !effective.lowercased().contains(v0Flag) {
      warn("WARNING: Unrecognized OPA flags '\(effective)', defaulting to v0")
    }
    return .v0
  }
}
