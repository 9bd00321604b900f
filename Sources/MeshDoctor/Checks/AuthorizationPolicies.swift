import PolicyDomain

/// AuthorizationPolicies and the providers that they name.
struct AuthorizationPolicies: DoctorCheck {
  static let unknown = FindingKind(
    "unknown-provider", .error, "istiod denies every request that such a policy covers")
  static let none = FindingKind("policy-without-provider", .error, "istiod refuses the policy, and nothing is asked")
  static let unused = FindingKind("unused-provider", .warning, "a provider that no policy names is never asked")
  static let unseen = FindingKind(
    "no-mesh-configuration", .note, "whether the provider exists, and how it is asked, is not looked at")

  static let empty = FindingKind(
    "policy-without-rules", .error, "it covers no request: all of them pass without a decision")

  var kinds: [FindingKind] { [Self.empty, Self.unknown, Self.none, Self.unused, Self.unseen] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let names = setup.providers.map(\.name)
    for policy in setup.policies {
      if !policy.hasRules {
        report(
          Self.empty.finding(
            at: policy.position, "AuthorizationPolicy `\(policy.name)` has `action: CUSTOM` and no `rules`",
            remedy: "cover every request by a rule that names nothing", yaml: "rules: [{}]"))
      }
      guard let provider = policy.provider else {
        report(
          Self.none.finding(
            at: policy.position, "AuthorizationPolicy `\(policy.name)` has `action: CUSTOM` and names no provider",
            remedy: "name one", yaml: "provider: {name: \(names.first ?? "mpe")}"))
        continue
      }
      guard !names.contains(provider.value) else { continue }
      if setup.hasMeshConfiguration {
        let near = NearestWord.of(provider.value, among: names).map { "did you mean `\($0)`?" }
        report(
          Self.unknown.finding(
            at: provider.position,
            "AuthorizationPolicy `\(policy.name)` names provider `\(provider.value)`, and no extension provider is called so",
            remedy: near ?? "define it in the mesh configuration"))
      } else {
        report(
          Self.unseen.finding(
            at: provider.position, "provider `\(provider.value)` is defined in none of these files",
            remedy: "give the mesh configuration too: ConfigMap `istio`, or the IstioOperator"))
      }
    }
    for provider in setup.providers where !setup.isUsed(provider) {
      report(
        Self.unused.finding(
          at: provider.position, "no AuthorizationPolicy of these files names provider `\(provider.name)`",
          remedy: "add one with `action: CUSTOM`, or give its file too",
          yaml: "action: CUSTOM\nprovider: {name: \(provider.name)}\nrules: [{}]"))
    }
  }
}
