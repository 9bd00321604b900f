import Rego

/// `isAdmin`.
struct SnakeCase: RegoRule {
  let id = "snake-case"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "Names of rules and functions are written with underscores, as those of the built-ins."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for (name, sites) in module.index.sitesByName where name.utf8.contains(where: { (0x41...0x5A).contains($0) }) {
      // A constant in capitals is a habit of its own.
      guard name.utf8.contains(where: { (0x61...0x7A).contains($0) }) else { continue }
      report(
        finding(
          "`\(name)` has capitals", at: module.index.rules[sites[0]].rule.location, in: module,
          remedy: "write `\(Self.snake(name))`"))
    }
  }

  static func snake(_ name: String) -> String {
    var result = ""
    var wasLower = false
    for character in name {
      if character.isUppercase, wasLower { result += "_" }
      wasLower = character.isLowercase || character.isNumber
      result += character.lowercased()
    }
    return result
  }
}
