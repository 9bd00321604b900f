import PolicyDomain
import PolicyLint
import Rego

/// Texts to lint, and what is found in them.
enum LintCase {
  /// Six lines of a domain up to `spec:`, whose fields stand below.
  static func domain(_ spec: String, name: String = "d") -> String {
    let body = spec.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
    return """
      apiVersion: iamlite.manetu.io/v1beta1
      kind: PolicyDomain
      metadata:
        name: \(name)
      spec:

      """ + body.joined(separator: "\n") + "\n"
  }

  static func lint(_ texts: [String], _ options: LintOptions = LintOptions()) -> LintReport {
    Linter(options).lint(texts.enumerated().map { LintText(name: "\($0).yml", text: $1) })
  }

  /// Where a rule finds something, as `line:column`, in domains of which only the sections are given.
  static func places(_ rule: String, _ specs: String...) -> [String] {
    let texts = specs.enumerated().map { domain($1, name: "d\($0)") }
    return lint(texts).findings.filter { $0.rule == rule }.map { "\($0.position.line):\($0.position.column)" }
  }

  /// What is found in one whole text, as `line:column rule`.
  static func findings(_ text: String, _ options: LintOptions = LintOptions()) -> [String] {
    lint([text], options).findings.map { "\($0.position.line):\($0.position.column) \($0.rule)" }
  }
}
