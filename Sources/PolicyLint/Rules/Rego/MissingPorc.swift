import Rego

/// Mappers that requests cannot ask.
struct MissingPorc: RegoRule {
  let id = "missing-porc"
  let category = LintCategory.mappers
  let severity = LintFinding.Severity.warning
  let summary = "A mapper is asked for `data.mapper.porc`; without it every request is denied."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.isMapper else { return }
    guard module.isPackage("mapper") else {
      let package = module.syntax.package.dropFirst().map { $0.stringValue ?? "" }.joined(separator: ".")
      report(
        finding(
          "the mapper is in the package `\(package)`, and requests ask `data.mapper.porc`",
          at: module.syntax.packageLocation, in: module, remedy: "write `package mapper`"))
      return
    }
    guard module.index.sitesByName["porc"] == nil else { return }
    report(
      finding(
        "the mapper has no rule `porc`: every request is denied", at: module.syntax.packageLocation, in: module,
        remedy: "add `porc := {\"principal\": …, \"operation\": …, \"resource\": …}`"))
  }
}
