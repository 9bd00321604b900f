import Rego

/// MD5 and SHA-1.
struct WeakDigest: RegoRule {
  let id = "weak-digest"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.info
  let summary = "Two texts with one MD5 or SHA-1 digest can be made: what is compared by it is not protected."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls
    where ["crypto.md5", "crypto.sha1", "crypto.hmac.md5", "crypto.hmac.sha1"].contains(site.name) {
      report(
        finding(
          "`\(site.name)` protects nothing any more", at: site.location, in: module,
          remedy: "call `\(site.name.hasPrefix("crypto.hmac") ? "crypto.hmac.sha256" : "crypto.sha256")`"))
    }
  }
}
