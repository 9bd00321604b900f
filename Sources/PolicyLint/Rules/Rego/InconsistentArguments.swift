import Rego

/// Definitions of one function that call a parameter by different names.
struct InconsistentArguments: RegoRule {
  let id = "inconsistent-arguments"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "Parameters that change their names between a function's definitions are soon swapped."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for name in module.index.sitesByName.keys {
      let functions = module.index.rules(named: name).filter { $0.head.arguments != nil }
      guard functions.count > 1 else { continue }
      var names: [String?] = []
      for function in functions {
        for (place, argument) in (function.head.arguments ?? []).enumerated() {
          if place == names.count { names.append(nil) }
          guard let own = argument.variableName else { continue }
          guard let known = names[place] else {
            names[place] = own
            continue
          }
          guard known != own else { continue }
          report(
            finding(
              "parameter \(place + 1) of `\(name)` is `\(own)` here and `\(known)` above", at: argument.location,
              in: module, remedy: "call it by one name"))
        }
      }
    }
  }
}
