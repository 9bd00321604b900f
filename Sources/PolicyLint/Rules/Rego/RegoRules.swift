/// The rules about Rego.
public enum RegoRules {
  public static let all: [any RegoRule] = []
}
