import Rego

/// Calls that reach outside of the decision.
struct NetworkBuiltin: RegoRule {
  let id = "network-builtin"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.warning
  let summary =
    "A decision that asks the network waits for it, fails with it, and is refused unless the host allows it."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls {
      switch site.name {
      case "http.send", "net.lookup_ip_addr":
        report(
          finding(
            "`\(site.name)` waits for the network in every decision", at: site.location, in: module,
            remedy: "let the mapper or the token bring what is asked, else allow it by `--allow-builtin \(site.name)`"))
      case "opa.runtime":
        report(
          finding(
            "`opa.runtime` is an empty object here", at: site.location, in: module,
            remedy: "put what it is asked for into the policy or its annotations"))
      default: continue
      }
    }
  }
}
