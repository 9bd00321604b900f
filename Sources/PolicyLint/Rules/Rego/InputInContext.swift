import Rego

/// The whole request, token and all, as the PORC's context.
struct InputInContext: RegoRule {
  let id = "input-in-context"
  let category = LintCategory.mappers
  let severity = LintFinding.Severity.info
  let summary = "What a PORC's context holds stands in every AccessRecord: a whole request brings its token."

  private static let whole: Set<String> = [
    "input", "input.attributes", "input.request", "input.request.http", "input.request.http.headers",
  ]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.isMapper else { return }
    for site in module.index.objects {
      guard case .object(let items) = site.term.node else { continue }
      for item in items where item.key.isString("context") {
        item.value.eachTerm { term in
          guard let name = term.dottedName, case .reference = term.node else { return }
          let path = Self.path(name, module)
          guard Self.whole.contains(path) else { return }
          report(
            finding(
              "the context holds `\(path)`, and with it the request's token: records will show it",
              at: term.location, in: module, remedy: "pass the members that policies ask for"))
        }
      }
    }
  }

  /// A rule that is part of the request stands for it.
  private static func path(_ name: String, _ module: LintedModule) -> String {
    let root = String(name.prefix { $0 != "." })
    guard let rule = module.index.rules(named: root).first, rule.isBodyGenerated,
      let value = rule.head.value?.dottedName
    else { return name }
    return value + name.dropFirst(root.count)
  }
}
