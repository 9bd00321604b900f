import Rego

/// Calls that answer differently each time.
struct NondeterministicBuiltin: RegoRule {
  let id = "nondeterministic-builtin"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.info
  let summary = "A decision by time or chance cannot be repeated from its record."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls
    where ["rand.intn", "uuid.rfc4122", "time.now_ns"].contains(site.name) {
      report(
        finding(
          "`\(site.name)` is not the same in the next decision", at: site.location, in: module,
          remedy: "take it from the request if decisions are to be repeated"))
    }
  }
}
