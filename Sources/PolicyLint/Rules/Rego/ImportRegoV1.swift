import Rego

/// v0 modules that could say `import rego.v1` as they are.
struct ImportRegoV1: RegoRule {
  let id = "import-rego-v1"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A module of the older syntax that is valid v1 as well stays so only if `import rego.v1` says it."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.syntax.version == .v0, isValidV1(module) else { return }
    let future = module.syntax.imports.filter { $0.path.path[0].isVariable("future") }
    let message =
      future.isEmpty
      ? "this module is valid Rego v1 and does not say so"
      : "`\(future[0])` brings one part of Rego v1, which the module is as a whole"
    report(
      finding(
        message, at: future.first?.location ?? module.syntax.packageLocation, in: module,
        remedy: "write `import rego.v1`", fix: fix(future, in: module)))
  }

  private func isValidV1(_ module: LintedModule) -> Bool {
    let usesKeywords = module.syntax.rules.contains { $0.hasIf || $0.hasContains }
    // A module of nothing but heads gains nothing.
    let hasBodies = module.syntax.rules.contains { !$0.isBodyGenerated && !$0.isDefault }
    guard usesKeywords || !hasBodies && module.syntax.imports.contains(where: \.isOfLanguage) else { return false }
    let names = module.syntax.imports.filter { !$0.isOfLanguage }.map(\.usedName)
    guard Set(names).count == names.count, module.index.sitesByName["input"] == nil,
      module.index.sitesByName["data"] == nil,
      !module.index.calls.contains(where: { BuiltinNames.deprecated.contains($0.name) })
    else { return false }
    return (try? Parser.module(module.source, version: .v1)) != nil
  }

  /// Replaces the first `import future…` and removes the others, or adds a line below the package.
  private func fix(_ future: [Import], in module: LintedModule) -> LintFinding.Fix? {
    guard let first = future.first else {
      let row = module.lines.rowNumber(of: module.syntax.packageLocation.offset)
      let line = module.lines.row(row)
      guard module.text(of: row).hasPrefix("package ") else { return nil }
      return module.fix(line.endIndex..<line.endIndex, "\n\nimport rego.v1")
    }
    guard let edit = module.edit(first.location.offset..<first.path.location.end, "import rego.v1") else { return nil }
    let removals = future.dropFirst().compactMap { module.removal(ofRow: $0.location.row) }
    guard removals.count == future.count - 1,
      future.dropFirst().allSatisfy({ $0.location.column == 1 && !module.text(of: $0.location.row).contains(";") })
    else { return nil }
    return LintFinding.Fix([edit] + removals)
  }
}
