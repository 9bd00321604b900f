/// A report in the words of the reference, with places added: errors and successes for standard output, everything
/// below an error for standard error.
public struct TextReport: Sendable {
  /// Whether rules about Rego are printed as the reference prints its linter for Rego.
  public var isRegal = false
  /// The least that is printed.
  public var leastSeverity = LintFinding.Severity.warning
  /// Whether severities are coloured.
  public var isColoured = false
  private let report: LintReport

  public init(_ report: LintReport) { self.report = report }

  /// The line above everything.
  public var head: String { isRegal ? "Running Regal linting...\n\n" : "Linting YAML files...\n\n" }

  /// What is an error; in the form for Regal also every other finding about Rego.
  public var errors: String {
    report.findings.filter { $0.severity == .error || isShownAsRegal($0) }.map(text).joined()
  }

  /// What is odd without being an error.
  public var remarks: String {
    let shown = report.findings.filter {
      $0.severity < .error && $0.severity >= leastSeverity && !isShownAsRegal($0)
    }
    let hidden = report.findings.count { $0.severity < leastSeverity && !isShownAsRegal($0) }
    let tail =
      hidden == 0 ? "" : "\(hidden) more of level \(LintFinding.Severity.info.rawValue): `--info` shows them\n"
    return shown.map(remark).joined() + tail
  }

  /// The lines about what is well, from the rule on.
  public var successes: String {
    // The reference has no file for a circle of libraries.
    let faulty = Set(
      report.findings.lazy.filter { ($0.severity == .error && stage($0) != .cycle) || isShownAsRegal($0) }
        .map(\.position.file))
    let lines = report.files.filter { !faulty.contains($0.name) }.flatMap { file -> [String] in
      guard file.isLoadable else { return ["✓ \(file.name): Valid YAML"] }
      return file.modules.map { "✓ \(file.name): Valid Rego in \($0.kind.rawValue) '\($0.id)'" }
    }
    return (["---"] + lines).map { $0 + "\n" }.joined()
  }

  /// The last lines.
  public var verdict: String {
    var lines: [String] = []
    if isRegal {
      let violations = report.findings.count(where: isShownAsRegal)
      lines.append(
        violations == 0
          ? "Regal linting passed: \(report.files.count) file(s) validated successfully"
          : "Regal linting completed: \(violations) violation(s)")
    }
    if !report.hasErrors { lines.append("All checks passed: \(report.files.count) file(s) validated successfully") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Nil unless there is an error.
  public var failure: String? { report.hasErrors ? "linting failed: \(report.errorCount) error(s)" : nil }

  // MARK: One finding

  private func stage(_ finding: LintFinding) -> LintStage { RuleList.stage(of: finding.rule) }

  private func isShownAsRegal(_ finding: LintFinding) -> Bool { isRegal && RuleList.isRegal(finding.rule) }

  private func text(_ finding: LintFinding) -> String {
    let place = finding.position
    let mark = coloured("✗", .error)
    func at(_ file: String) -> String { "  At: \(place)\n" }
    let tail = (finding.remedy.map { "  Remedy: \($0)\n" } ?? "") + "\n"
    switch stage(finding) {
    case .yaml: return "\(mark) \(place.file) (YAML)\n  Error: \(finding.message)\n\(at(place.file))\(tail)"
    case .reference: return "\(mark) \(place.file) (\(finding.message))\n\(at(place.file))\(tail)"
    case .cycle: return "\(mark) unknown (cycle: \(finding.message))\n\(at(place.file))\(tail)"
    case .rego: return "\(mark) \(place.file) (\(rego(finding)))\n  Error: \(finding.message)\n\(at(place.file))\(tail)"
    case .compilation:
      return "\(mark) \(place.file) (\(rego(finding)))\n  OPA Check Error: \(finding.message)\n\(at(place.file))\(tail)"
    case .selector, .schema, .duplicate, .registry:
      return "\(mark) \(place) (\(stage(finding).rawValue): \(finding.message))\n\(tail)"
    case .rule:
      return isShownAsRegal(finding)
        ? regal(finding) : "\(mark) \(place) (\(finding.rule): \(finding.message))\n\(tail)"
    }
  }

  private func rego(_ finding: LintFinding) -> String {
    guard let entity = finding.entity else { return "Rego" }
    let line = finding.position.line == 0 ? "" : " at line \(finding.position.line)"
    return "Rego in \(entity.kind.rawValue) '\(entity.id)'\(line)"
  }

  private func regal(_ finding: LintFinding) -> String {
    let entity = finding.entity.map { " in \($0.kind.rawValue) '\($0.id)'" } ?? ""
    let category = RuleList.rule(finding.rule)?.category.rawValue ?? ""
    return """
      \(coloured("✗", .error)) \(finding.position.file) (Regal: \(finding.rule)\(entity) at line \(finding.position.line))
        Category: \(category) | Level: \(finding.severity.rawValue)
        Description: \(finding.rule): \(finding.message)
        At: \(finding.position)


      """
  }

  private func remark(_ finding: LintFinding) -> String {
    let mark = coloured(finding.severity == .warning ? "⚠" : "ℹ", finding.severity)
    let remedy = finding.remedy.map { "  \($0)\n" } ?? ""
    return "\(mark) \(finding.position) (\(finding.rule): \(finding.message))\n\(remedy)"
  }

  private func coloured(_ mark: String, _ severity: LintFinding.Severity) -> String {
    guard isColoured else { return mark }
    let code =
      switch severity {
      case .error: 31
      case .warning: 33
      case .info: 36
      }
    return "\u{1B}[\(code)m\(mark)\u{1B}[0m"
  }
}
