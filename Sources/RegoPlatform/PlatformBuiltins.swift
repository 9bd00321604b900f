public import Rego

/// The built-ins that need a library: tokens, digests, certificates and keys, signed requests, YAML.
public enum PlatformBuiltins {
  public static let all: [Builtin] =
    JWTBuiltins.all + CryptoBuiltins.all + X509Builtins.all + AWSBuiltins.all + YAMLBuiltins.all
}
