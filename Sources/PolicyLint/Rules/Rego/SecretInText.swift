import Rego

/// Keys that stand in a policy.
struct SecretInText: RegoRule {
  let id = "secret-in-text"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.warning
  let summary = "Who may read a policy with a secret in it may sign tokens."

  private static let keyAt = [
    "io.jwt.verify_hs256": 1, "io.jwt.verify_hs384": 1, "io.jwt.verify_hs512": 1, "crypto.hmac.md5": 1,
    "crypto.hmac.sha1": 1, "crypto.hmac.sha256": 1, "crypto.hmac.sha512": 1,
  ]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls {
      guard let place = Self.keyAt[site.name], place < site.arguments.count, case .string = site.arguments[place].node
      else { continue }
      report(secret(site.arguments[place], site.name, module))
    }
    let signs = module.index.calls.contains { $0.name == "io.jwt.encode_sign" }
    guard signs || module.index.calls.contains(where: { $0.name == "io.jwt.decode_verify" }) else { return }
    for site in module.index.objects {
      guard case .object(let items) = site.term.node else { continue }
      let isKey = signs && items.contains { $0.key.isString("kty") }
      for item in items {
        guard item.key.isString("secret") || isKey && (item.key.isString("k") || item.key.isString("d")),
          case .string = item.value.node
        else { continue }
        report(secret(item.value, signs && isKey ? "io.jwt.encode_sign" : "io.jwt.decode_verify", module))
      }
    }
  }

  private func secret(_ term: Term, _ name: String, _ module: LintedModule) -> LintFinding {
    finding(
      "the secret of `\(name)` stands in the text", at: term.location, in: module,
      remedy: "verify by a public key, which may be read: `cert` with an RS, ES or EdDSA algorithm")
  }
}
