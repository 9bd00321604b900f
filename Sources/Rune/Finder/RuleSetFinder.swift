internal import Rego

/// Finds rule sets in modules by their syntax trees.
///
/// A rule set is a package with `metadata` (or `rule_set`) and with `allow`, `deny` or a list of rule sets.
struct RuleSetFinder {
  /// In the order of their ids.
  private(set) var ruleSets: [RuleSet] = []
  private(set) var findings: [BundleFinding] = []

  init(_ packages: [PackageRules]) {
    var byID: [String: RuleSet] = [:]
    var places: [String: [Location]] = [:]
    for package in packages where Self.mayHaveRuleSet(package.path) {
      guard let found = ruleSet(package) else { continue }
      let ruleSet = found.ruleSet
      if let other = byID[ruleSet.id] {
        findings.append(
          BundleFinding(
            .error,
            "package `\(ruleSet.package.joined(separator: "."))` and package `\(other.package.joined(separator: "."))` "
              + "are both called `\(ruleSet.id)`: rename one of them", at: ruleSet.location))
      } else {
        byID[ruleSet.id] = ruleSet
        places[ruleSet.id] = found.places
      }
    }
    ruleSets = byID.values.sorted { $0.id < $1.id }
    findings += NestingCheck(byID, places: places).findings
  }

  /// Names of the framework's own below `rune`, and tests, are none.
  private static func mayHaveRuleSet(_ path: [String]) -> Bool {
    guard let first = path.first, let last = path.last else { return false }
    return first != "rune" && !last.hasSuffix("_test")
  }

  private mutating func ruleSet(_ package: PackageRules) -> (ruleSet: RuleSet, places: [Location])? {
    let candidates = ["metadata", "rule_set"].filter { !package.documents($0).isEmpty }
    guard let name = candidates.first else { return nil }
    let rules = package.documents(name)
    let metadata = MetadataReader(rules)
    let hasAllow = !package.documents("allow").isEmpty
    let hasDeny = !package.documents("deny").isEmpty
    findings += metadata.findings
    guard hasAllow || hasDeny || !metadata.inner.isEmpty else { return nil }
    let location = rules[0].location
    if candidates.count > 1 {
      findings.append(
        BundleFinding(.note, "the package has `metadata` and `rule_set`: `metadata` is taken", at: location))
    }
    if metadata.isComputed {
      findings.append(
        BundleFinding(
          .note, "`\(name)` is computed: rule sets that it contains are not known, and it must not have `rule_sets`",
          at: location))
    }
    let ruleSet = RuleSet(
      id: RuleSet.id(of: package.path), package: package.path, metadataRule: name, hasAllow: hasAllow,
      hasDeny: hasDeny, inner: metadata.inner.map(\.id), isMetadataComputed: metadata.isComputed, location: location)
    return (ruleSet, metadata.inner.map(\.location))
  }
}
