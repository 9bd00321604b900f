import Rego

/// `object.union(object.union(a, b), c)`.
struct UseUnionOfMany: RegoRule {
  let id = "use-union-of-many"
  let category = LintCategory.performance
  let severity = LintFinding.Severity.info
  let summary = "Unions of unions copy the first objects again and again."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "object.union" {
      guard site.arguments.contains(where: { $0.call(of: "object.union") != nil }) else { continue }
      report(
        finding(
          "a union of a union", at: site.location, in: module, remedy: "call `object.union_n([…])` once"))
    }
  }
}
