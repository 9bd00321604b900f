import Rego

/// Objects with a key twice.
struct DuplicateKey: RegoRule {
  let id = "duplicate-key"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "Of two values under one key only one is there, or the object is none at all."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.objects {
      guard case .object(let items) = site.term.node, items.count > 1 else { continue }
      var known: Set<String> = []
      for item in items where item.key.isScalar && !known.insert(item.key.description).inserted {
        report(
          finding(
            "the key \(item.key) stands here again", at: item.key.location, in: module, remedy: "remove one of them"))
      }
    }
  }
}
