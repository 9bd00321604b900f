import Rego

/// Conditions behind a loop that do not depend on it.
struct NonLoopCondition: RegoRule {
  let id = "non-loop-condition"
  let category = LintCategory.performance
  let severity = LintFinding.Severity.info
  let summary = "A condition behind a loop is asked once for each element, also where no element matters to it."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies where site.body.count > 1 {
      var bound: Set<String> = []
      var loop: Expression?
      for expression in site.body {
        guard let known = loop else {
          if isLoop(expression) {
            loop = expression
            bound = expression.variableNames
          }
          continue
        }
        guard !isLoop(expression), isCondition(expression), isAboutRequest(expression) else {
          bound.formUnion(expression.variableNames)
          continue
        }
        let names = expression.variableNames.filter(module.index.isLocal)
        guard names.isDisjoint(with: bound) else { continue }
        report(
          finding(
            "the condition does not depend on the loop in row \(known.location.row)", at: expression.location,
            in: module, remedy: "put it above the loop"))
      }
    }
  }

  private func isLoop(_ expression: Expression) -> Bool {
    if case .some(let terms) = expression.node, terms.count == 1, case .call = terms[0].node { return true }
    guard !expression.isNegated else { return false }
    var isLoop = false
    expression.eachTerm { term in
      if case .reference(let steps) = term.node, steps.dropFirst().contains(where: \.isWildcard) { isLoop = true }
    }
    return isLoop
  }

  private func isCondition(_ expression: Expression) -> Bool {
    guard let name = expression.call?.name else { return expression.term != nil }
    return name != "assign" && name != "eq" && name != "walk"
  }

  /// Constants are another rule's.
  private func isAboutRequest(_ expression: Expression) -> Bool {
    var isAbout = false
    expression.eachTerm { term in
      if case .reference = term.node { isAbout = true }
    }
    return isAbout
  }
}

extension Expression {
  /// Every variable of the expression that is no wildcard.
  var variableNames: Set<String> {
    var names: Set<String> = []
    eachTerm { if let name = $0.variableName { names.insert(name) } }
    return names
  }
}
