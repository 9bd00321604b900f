import Rego

/// Policies that decisions cannot ask.
struct MissingAllow: RegoRule {
  let id = "missing-allow"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "Decisions ask a policy for `data.authz.allow`; a policy without it denies."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.isPolicy else { return }
    guard module.isPackage("authz") else {
      let package = module.syntax.package.dropFirst().map { $0.stringValue ?? "" }.joined(separator: ".")
      report(
        finding(
          "the policy is in the package `\(package)`, and decisions ask `data.authz.allow`: it denies every request",
          at: module.syntax.packageLocation, in: module, remedy: "write `package authz`"))
      return
    }
    guard module.index.sitesByName["allow"] == nil else { return }
    report(
      finding(
        "the policy has no rule `allow`: it denies every request", at: module.syntax.packageLocation, in: module,
        remedy: "add `default allow := \(module.phases.contains(.operation) ? "0" : "false")` and rules that grant"))
  }
}
