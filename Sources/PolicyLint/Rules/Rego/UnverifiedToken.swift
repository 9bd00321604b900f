import Rego

/// Tokens that are read without a look at their signature.
struct UnverifiedToken: RegoRule {
  let id = "unverified-token"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.warning
  let summary = "`io.jwt.decode` reads a token that anybody may have written."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    let verifies = module.index.calls.contains {
      $0.name.hasPrefix("io.jwt.verify_") || $0.name == "io.jwt.decode_verify"
    }
    if verifies { return }
    for site in module.index.calls where site.name == "io.jwt.decode" {
      report(
        finding(
          "`io.jwt.decode` reads the token without verifying it: anybody can write one", at: site.location, in: module,
          remedy: "call `io.jwt.decode_verify`, or let Envoy's jwt_authn filter verify it and read "
            + "`input.metadata_context`"))
    }
  }
}
