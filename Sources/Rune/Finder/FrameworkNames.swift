internal import Rego

/// Names below `rune` that are the framework's: an outcome or a strategy that somebody else says is there would count.
enum FrameworkNames {
  /// - Parameters:
  ///   - modules: the author's.
  ///   - framework: all modules, among them those of package `rune`.
  static func findings(_ modules: [BundleModule], data: Document, framework: [BundleModule]) -> [BundleFinding] {
    let rules = framework.filter { $0.origin == .framework && $0.package == ["rune"] }.flatMap(\.module.rules)
    let names = Set(rules.compactMap(\.name)).union(["rule_set_outcomes", "sources", "standard"])
    let packages = modules.filter { $0.package.count > 1 && $0.package[0] == "rune" && names.contains($0.package[1]) }
    let keys = data.withValue { root in root["rune"].pairs.compactMap(\.0.string) }.filter(names.contains).sorted()
    return packages.map { module in
      finding(module.package[1], "package", at: module.module.packageLocation)
    } + keys.map { finding($0, "data", at: .none) }
  }

  private static func finding(_ name: String, _ what: String, at location: Location) -> BundleFinding {
    BundleFinding(.error, "\(what) `rune.\(name)`: this name is the framework's, take another", at: location)
  }
}
