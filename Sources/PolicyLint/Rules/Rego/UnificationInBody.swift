import Rego

/// `=` in bodies where `:=` or `==` is meant.
struct UnificationInBody: RegoRule {
  let id = "unification-in-body"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`=` compares or assigns as the rest of the rule has it; `==` and `:=` say which."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "eq" && site.arguments.count == 2 {
      guard site.role != .operand, let sign = sign(site, in: module) else { continue }
      if isKnown(site.arguments[0], site, module) && isKnown(site.arguments[1], site, module) {
        report(
          finding(
            "`=` compares here", at: site.function.location, in: module, remedy: "write `==`",
            fix: module.fix(sign, "==")))
      } else if site.role == .statement, isAssignment(site, module) {
        report(
          finding(
            "`=` assigns `\(site.arguments[0])` here", at: site.function.location, in: module, remedy: "write `:=`",
            fix: module.fix(sign, ":=")))
      }
    }
  }

  /// The bytes of the sign.
  private func sign(_ site: SyntaxIndex.CallSite, in module: LintedModule) -> Range<Int>? {
    let start = site.function.location.offset
    return module.bytes[start] == UInt8(ascii: "=") ? start..<start + 1 : nil
  }

  /// Whether a side has a value of its own, whatever the other is: no variable that may still be open.
  private func isKnown(_ term: Term, _ site: SyntaxIndex.CallSite, _ module: LintedModule) -> Bool {
    var isKnown = true
    term.eachTerm { part in
      if part.isWildcard || part.isComprehension { isKnown = false }
      if let name = part.variableName, module.index.isLocal(name) { isKnown = false }
    }
    return isKnown
  }

  /// Whether the left side is a variable that occurs here first, in the rule's own body.
  private func isAssignment(_ site: SyntaxIndex.CallSite, _ module: LintedModule) -> Bool {
    guard let name = site.arguments[0].variableName, module.index.isLocal(name),
      !site.arguments[1].variableNames.contains(name)
    else { return false }
    let rule = module.index.rules[site.site].rule
    guard rule.elseRule == nil, !module.index.rules[site.site].isElse, !module.index.rules[site.site].isChained,
      rule.body.contains(where: { $0.location.offset == site.location.offset })
    else { return false }
    let body = rule.body[0].location.offset
    let uses = module.index.occurrences(of: name, in: site.site).filter { $0.offset >= body }
    guard uses.min(by: { $0.offset < $1.offset })?.offset == site.arguments[0].location.offset else { return false }
    // A parameter has a value already, and another equation may be what gives it one.
    let isParameter = (rule.head.arguments ?? []).contains { $0.variableNames.contains(name) }
    let others = rule.body.filter { expression in
      guard let call = expression.call, call.name == "eq" || call.name == "assign" else { return false }
      return expression.location.offset != site.location.offset
        && call.arguments.contains { $0.variableName == name }
    }
    return !isParameter && (others.isEmpty || isKnown(site.arguments[1], site, module))
  }
}
