import Rego

/// Conditions that ask about nothing.
struct ConstantCondition: RegoRule {
  let id = "constant-condition"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A condition that is the same for every request is forgotten or left over."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies {
      for expression in site.body where !expression.isGenerated {
        // `{ true }` alone is the old way to write a rule without conditions.
        if site.body.count == 1, expression.isTrue { continue }
        guard let words = words(expression) else { continue }
        report(
          finding(
            words, at: expression.location, in: module, remedy: "remove it, or ask about something of the request"))
      }
    }
  }

  private func words(_ expression: Expression) -> String? {
    switch expression.node {
    case .term(let term) where term.isConstant:
      let holds = (term.booleanValue ?? true) != expression.isNegated
      return holds ? "the condition always holds" : "the condition never holds, nor does what depends on it"
    case .call(let function, let arguments) where arguments.count == 2:
      guard let name = function.builtinName, BuiltinNames.comparisons[name] != nil else { return nil }
      if arguments.allSatisfy(\.isConstant) { return "the condition compares two constants" }
      guard name != "eq", arguments[0].hasExactText, arguments[0].isGround,
        arguments[0].description == arguments[1].description
      else { return nil }
      return "the condition compares `\(arguments[0])` with itself"
    default: return nil
    }
  }
}
