import PolicyDomain

/// Without operations no request gets past the first phase.
struct MissingOperationRule: DomainRule {
  let id = "missing-operation"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "domains without any operation, which deny everything"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    let domains = bundles.set.domains
    guard let domain = domains.first(where: { !$0.roles.isEmpty || !$0.resourceGroups.isEmpty }),
      domains.allSatisfy({ $0.operations.isEmpty })
    else { return }
    report(
      finding(
        "there is no operation: every request is denied as `operation not found`",
        at: domain.name.position.line == 0
          ? SourcePosition(file: domain.file, line: 1, column: 1) : domain.name.position,
        in: domain, field: "operations", remedy: "add `operations`, or lint together with the file that has them"))
  }
}
