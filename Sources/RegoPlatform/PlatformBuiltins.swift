public import Rego

/// The built-ins that need a library.
public enum PlatformBuiltins {
  public static let all: [Builtin] = []
}
