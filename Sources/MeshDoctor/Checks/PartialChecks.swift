import PolicyDomain

/// A filter that asks about some requests only.
struct PartialChecks: DoctorCheck {
  static let fraction = FindingKind(
    "partly-enabled", .error, "the other requests pass without a decision, and without a record")
  static let condition = FindingKind(
    "conditional-check", .note, "requests without that metadata pass without a decision")

  var kinds: [FindingKind] { [Self.fraction, Self.condition] }

  private static let denominators = ["HUNDRED": 100, "TEN_THOUSAND": 10_000, "MILLION": 1_000_000]

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers {
      if let enabled = authorizer.setting("filter_enabled"), let part = Self.part(enabled), part < 1,
        authorizer.setting("deny_at_disable")?.field("default_value")?.isTrue != true
      {
        report(
          Self.fraction.finding(
            at: authorizer.position(of: "filter_enabled"), "\(authorizer.title) asks about some requests only",
            remedy: "leave `filter_enabled` out, or deny the others", yaml: "deny_at_disable: {default_value: true}"))
      }
      guard let matcher = authorizer.setting("filter_enabled_metadata") else { continue }
      report(
        Self.condition.finding(
          at: authorizer.position(of: "filter_enabled_metadata"),
          "\(authorizer.title) asks where metadata of `\(matcher.text("filter") ?? "")` matches",
          remedy: "make sure that every request that needs a decision has it"))
    }
  }

  /// From 0 to 1, nil where it is not told.
  private static func part(_ setting: YAMLOutline) -> Double? {
    guard let value = setting.field("default_value") else { return nil }
    let numerator = value.text("numerator").flatMap(Double.init) ?? 0
    return numerator / Double(denominators[value.text("denominator") ?? "HUNDRED"] ?? 100)
  }
}
