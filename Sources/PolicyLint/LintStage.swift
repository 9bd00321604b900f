/// Which check of a file a finding comes from: the tags of the reference, and ours.
public enum LintStage: String, Sendable {
  /// The file cannot be read, or is no YAML.
  case yaml
  case selector, schema, duplicate, registry, reference, cycle
  /// Rego that does not parse.
  case rego
  /// Rego that does not compile.
  case compilation = "opa-check"
  /// A rule about what loads.
  case rule
}
