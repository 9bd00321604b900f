internal import Rego

/// Finds rule sets in modules by their syntax trees.
///
/// A rule set is a package with `metadata` (or `rule_set`) that names a strategy or rule sets, or that stands beside `allow`
/// or `deny`. A package below `policy` with sets of those names is one without metadata too, and so is one that a
/// manifest names: its outcome is the error that metadata is missing.
struct RuleSetFinder {
  /// In the order of their ids.
  private(set) var ruleSets: [RuleSet] = []
  private(set) var findings: [BundleFinding] = []

  /// Ids that a manifest or a rule set names.
  private let named: Set<String>

  /// - Parameter listed: the ids in the manifest.
  init(_ packages: [PackageRules], listed: some Sequence<String> = []) {
    let packages = packages.filter { Self.mayHaveRuleSet($0.path) }
    let metadata = packages.flatMap { [$0.documents("metadata"), $0.documents("rule_set")] }
    named = Set(listed).union(metadata.flatMap { MetadataReader($0).inner.map(\.id) })
    var byID: [String: RuleSet] = [:]
    var places: [String: [Location]] = [:]
    for package in packages {
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
    let id = RuleSet.id(of: package.path)
    let candidates = ["metadata", "rule_set"].filter(package.has)
    let results = package.documents("allow") + package.documents("deny")
    let hasResults = package.has("allow") || package.has("deny")
    guard let name = candidates.first else {
      // What is meant as a rule set and lacks its metadata is in error, rather than left out in silence.
      let isMeant = named.contains(id) || package.path.first == "policy" && results.contains { $0.head.key != nil }
      guard isMeant, let location = results.first?.location else { return nil }
      findings.append(
        BundleFinding(
          .note,
          "`\(id)` has no `metadata`, so its outcome is an error: "
            + "metadata := {\"name\": \"\(id)\", \"resolution_strategy\": \"default-deny\"}", at: location))
      return (ruleSet(id, package, nil, MetadataReader([]), location), [])
    }
    let rules = package.documents(name)
    let metadata = MetadataReader(rules)
    findings += metadata.findings
    guard hasResults || metadata.hasStrategy || !metadata.inner.isEmpty || named.contains(id) else { return nil }
    let location = (rules + results).first?.location ?? .none
    for name in ["allow", "deny"] where package.arity(name) != nil {
      findings.append(
        BundleFinding(
          .error, "`\(name)` of a rule set is a set of results, and here it is a function: call the function otherwise",
          at: package.rules[name]?.first?.location ?? location))
    }
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
    return (ruleSet(id, package, name, metadata, location), metadata.inner.map(\.location))
  }

  private func ruleSet(
    _ id: String, _ package: PackageRules, _ metadataRule: String?, _ metadata: MetadataReader, _ location: Location
  ) -> RuleSet {
    RuleSet(
      id: id, package: package.path, metadataRule: metadataRule, hasAllow: package.has("allow"),
      hasDeny: package.has("deny"), inner: metadata.inner.map(\.id),
      isMetadataComputed: metadata.isComputed || metadataRule.map { package.documents($0).isEmpty } ?? false,
      location: location)
  }
}
