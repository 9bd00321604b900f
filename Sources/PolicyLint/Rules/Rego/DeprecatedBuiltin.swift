import Rego

/// Calls of built-ins that Rego v1 refuses.
struct DeprecatedBuiltin: RegoRule {
  let id = "deprecated-builtin"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "Some built-ins of old are not there in Rego v1."

  private static let successors = ["re_match": "regex.match", "net.cidr_overlap": "net.cidr_contains"]
  private static let remedies = [
    "any": "write `true in xs`, or `some x in xs`", "all": "write `every x in xs { x }`",
    "set_diff": "write `a - b`", "cast_string": "write `is_string(x)` as a condition",
    "cast_boolean": "write `is_boolean(x)` as a condition", "cast_null": "write `is_null(x)` as a condition",
    "cast_object": "write `is_object(x)` as a condition", "cast_array": "write `[y | some y in xs]`",
    "cast_set": "write `{y | some y in xs}`",
  ]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where BuiltinNames.deprecated.contains(site.name) {
      // A rule of that name is called instead.
      if module.index.sitesByName[site.name] != nil { continue }
      let successor = Self.successors[site.name]
      let place = site.function.location
      let isExact = module.text(place.offset..<place.end) == site.name
      report(
        finding(
          "`\(site.name)` is deprecated, and refused by Rego v1", at: place, in: module,
          remedy: successor.map { "call `\($0)`" } ?? Self.remedies[site.name],
          fix: isExact ? successor.flatMap { module.fix(place.offset..<place.end, $0) } : nil))
    }
  }
}
