import Rego

/// Roles, groups and scopes that a mapper gives as one string.
struct RolesAsString: RegoRule {
  let id = "roles-as-string"
  let category = LintCategory.mappers
  let severity = LintFinding.Severity.warning
  let summary = "A string where roles, groups or scopes belong counts as none; without scopes a token is not limited."

  private static let lists = ["mroles": "roles", "mgroups": "groups", "scopes": "scopes"]
  private static let depthMax = 5

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.isMapper else { return }
    for site in module.index.objects {
      guard case .object(let items) = site.term.node else { continue }
      for item in items {
        guard let key = item.key.stringValue, let what = Self.lists[key],
          let kind = kind(item.value, site.site, module, depth: 0), kind != .array, kind != .set, kind != .null
        else { continue }
        let harm = key == "scopes" ? ": the token is not limited at all" : ""
        report(
          finding(
            "`\(key)` is \(kind.withArticle), which counts as no \(what)\(harm)", at: item.value.location, in: module,
            remedy: kind == .string ? "make an array of it, by `split(…, \" \")` or brackets" : "give an array of texts"
          ))
      }
    }
  }

  /// The kind of a value, as far as the module tells.
  private func kind(_ term: Term, _ site: Int, _ module: LintedModule, depth: Int) -> ValueKind? {
    if let kind = ValueKind(term) { return kind }
    guard depth < Self.depthMax else { return nil }
    if let get = term.call(of: "object.get"), get.count == 3 {
      // The default tells what the member is thought to be.
      return ValueKind(get[2]) == .string || get[1].isString("scope") ? .string : nil
    }
    if case .reference(let steps) = term.node {
      // The claim of OAuth is one text with spaces.
      return steps.count > 1 && steps.last?.isString("scope") == true ? .string : nil
    }
    guard let name = term.variableName else { return nil }
    if module.index.isLocal(name) {
      let assigned = module.index.calls(in: site).first { $0.name == "assign" && $0.arguments[0].isVariable(name) }
      return assigned.flatMap { kind($0.arguments[1], site, module, depth: depth + 1) }
    }
    for index in module.index.sitesByName[name] ?? [] {
      let rule = module.index.rules[index].rule
      guard rule.plainName != nil, rule.head.arguments == nil, let value = rule.head.value,
        let kind = kind(value, index, module, depth: depth + 1), kind != .array, kind != .set
      else { continue }
      return kind
    }
    return nil
  }
}
