internal import Rego

/// The manifest of a bundle, `data.rune.policy_bundle`: the author's, or one that is made.
struct PolicyBundle {
  private(set) var data: Document
  private(set) var isGenerated = false
  private(set) var findings: [BundleFinding] = []

  /// - Parameters:
  ///   - sources: what the author wrote.
  ///   - isModule: whether the manifest is a package, `rune.policy_bundle`.
  ///   - strategy: of the manifest that is made; nil where the author names none.
  ///   - known: the names of all strategies.
  init(_ sources: RuneSources, isModule: Bool, ruleSets: [RuleSet], strategy: String?, known: Set<String>) {
    data = sources.data ?? Document { ObjectBuilder($0).finish() }
    let manifest = data.value["rune"]["policy_bundle"]
    if isModule || !manifest.isUndefined {
      if strategy != nil {
        findings.append(
          BundleFinding(
            .error,
            "`--strategy` is for bundles without a manifest: change `resolution_strategy` in "
              + "`rune.policy_bundle`"))
      }
      if !isModule { check(manifest, ruleSets, known) }
    } else {
      isGenerated = true
      let rune = data.value["rune"]
      guard rune.isUndefined || rune.kind == .object else {
        findings.append(BundleFinding(.error, "`rune` in the data must be an object, for the manifest stands in it"))
        return
      }
      let strategy = strategy ?? "default-deny"
      if !known.contains(strategy) { findings.append(BundleFinding(.error, Self.unknownStrategy(strategy, known))) }
      data = Self.adding(Self.manifest(sources.name, ruleSets, strategy), to: data)
    }
  }

  /// The ids of rule sets that a manifest among the documents lists.
  static func ids(in data: Document) -> [String] {
    data.withValue { $0["rune"]["policy_bundle"]["rule_sets"].items.compactMap(\.string) }
  }

  private mutating func check(_ manifest: Value, _ ruleSets: [RuleSet], _ known: Set<String>) {
    func report(_ message: String) {
      findings.append(BundleFinding(.manifestError, "the manifest `data.rune.policy_bundle`: " + message))
    }
    let list = manifest["rule_sets"]
    if list.kind == .array {
      let ids = Set(ruleSets.map(\.id))
      for item in list.items {
        guard let id = item.string else {
          report("`rule_sets` must be a list of ids, and \(JSONWriter.string(item)) is none")
          continue
        }
        if !ids.contains(id) { report(UnknownRuleSet.message(id, known: ids)) }
      }
    } else {
      report("`rule_sets` must be a list of ids")
    }
    let strategy = manifest["resolution_strategy"]
    if !known.contains(strategy.string ?? "") {
      report(
        strategy.isUndefined
          ? "`resolution_strategy` is missing"
          : Self.unknownStrategy(strategy.string ?? JSONWriter.string(strategy), known))
    }
  }

  private static func unknownStrategy(_ name: String, _ known: Set<String>) -> String {
    "there is no strategy `\(name)`: there are \(known.sorted().map { "`\($0)`" }.joined(separator: ", "))"
  }

  /// All rule sets that no other one contains.
  private static func manifest(_ name: String, _ ruleSets: [RuleSet], _ strategy: String) -> Document {
    let inner = Set(ruleSets.flatMap(\.inner))
    return Document { arena in
      var manifest = ObjectBuilder(arena)
      manifest.set("name", arena.string(name))
      manifest.set("resolution_strategy", arena.string(strategy))
      var ids = ArrayBuilder(arena)
      for ruleSet in ruleSets where !inner.contains(ruleSet.id) { ids.append(arena.string(ruleSet.id)) }
      manifest.set("rule_sets", ids.finish())
      return manifest.finish()
    }
  }

  private static func adding(_ manifest: Document, to data: Document) -> Document {
    let arena = Arena(bytesKept: .max)
    defer { withExtendedLifetime((arena, manifest, data)) {} }
    var root = ObjectBuilder(arena)
    for (key, value) in data.value.pairs { root.set(key, value) }
    var rune = ObjectBuilder(arena)
    for (key, value) in data.value["rune"].pairs { rune.set(key, value) }
    rune.set("policy_bundle", manifest.value)
    root.set("rune", rune.finish())
    return Document(copying: root.finish())
  }
}
