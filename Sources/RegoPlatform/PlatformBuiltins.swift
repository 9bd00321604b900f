public import Rego

/// The built-ins that need a library: tokens, digests, YAML.
public enum PlatformBuiltins {
  public static let all: [Builtin] = JWTBuiltins.all + CryptoBuiltins.all + YAMLBuiltins.all
}
