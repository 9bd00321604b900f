internal import Rego

/// The modules that lead from the framework to what a bundle has.
struct GeneratedModules {
  private let ruleSets: [RuleSet]
  private let ids: Set<String>
  private let strategies: [CustomStrategy]

  init(ruleSets: [RuleSet], strategies: [CustomStrategy]) {
    self.ruleSets = ruleSets
    self.ids = Set(ruleSets.map(\.id))
    self.strategies = strategies
  }

  /// The module of package `rune`: a reference to each thing that results need, and to nothing else.
  var bundle: String {
    var lines = ["# Written by `mpe rune`: where this bundle's rule sets and strategies are.", "package rune", ""]
    lines += ["import rego.v1", ""]
    for ruleSet in ruleSets { lines += rules(of: ruleSet) + [""] }
    for strategy in strategies { lines += rules(of: strategy) + [""] }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  private func rules(of ruleSet: RuleSet) -> [String] {
    let inner = ruleSet.inner.map { id in
      let name = RegoText.quoted(id)
      return "\(name): \(ids.contains(id) ? RegoText.path("rule_set_outcomes", [id]) : "absent(\(name))")"
    }
    let source = RegoText.path("sources", [ruleSet.id])
    let package = RegoText.path("data", ruleSet.package)
    var lines = [
      "\(RegoText.path("rule_set_outcomes", [ruleSet.id])) := evaluated(\(source), {\(inner.joined(separator: ", "))})"
    ]
    if let rule = ruleSet.metadataRule {
      // Contained rule sets that nobody saw must not be passed over in silence.
      let condition = ruleSet.isMetadataComputed && inner.isEmpty ? " if not \(package).\(rule).rule_sets" : ""
      lines.append("\(source).metadata := \(package).\(rule)\(condition)")
    }
    if ruleSet.hasAllow { lines.append("\(source).allow := \(package).allow") }
    if ruleSet.hasDeny { lines.append("\(source).deny := \(package).deny") }
    // Between rules stands an empty line.
    return lines.flatMap { [$0, ""] }.dropLast()
  }

  private func rules(of strategy: CustomStrategy) -> [String] {
    let function = RegoText.path("data", strategy.function)
    let arguments = strategy.argumentCount == 1 ? "{\"allows\": allows, \"denies\": denies}" : "allows, denies"
    return strategy.names.flatMap { name in
      [
        "\(RegoText.path("known_strategies", [name])) := true", "",
        "allowed(\(RegoText.quoted(name)), allows, denies) if \(function)(\(arguments)) == true", "",
      ]
    }.dropLast()
  }

  /// The module that makes an adapter of the framework the one of the bundle.
  static func adapter(_ name: String) -> String {
    """
    # Written by `mpe rune`: this bundle has no adapter of this name of its own.
    \(RegoText.path("package rune.adapters", [name]))

    response := \(RegoText.path("data.rune.standard", [name])).response

    """
  }
}
