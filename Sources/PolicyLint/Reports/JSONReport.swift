import PolicyDomain
import Rego

/// A report as one JSON document.
public struct JSONReport {
  private let report: LintReport
  private let arena = Arena(bytesKept: .max)

  public init(_ report: LintReport) { self.report = report }

  /// `{"files": […], "findings": […], "errors": n, "warnings": n, "infos": n}`.
  public var text: String {
    JSONWriter.pretty(
      object([
        ("files", arena.array(report.files.map(file))), ("findings", arena.array(report.findings.map(finding))),
        ("errors", Value(Int64(report.count(.error)))), ("warnings", Value(Int64(report.count(.warning)))),
        ("infos", Value(Int64(report.count(.info)))),
      ]))
  }

  private func file(_ file: LintReport.File) -> Value {
    object([
      ("name", arena.string(file.name)), ("loadable", Value(file.isLoadable)),
      ("modules", arena.array(file.modules.map(entity))),
    ])
  }

  private func entity(_ entity: DomainEntity) -> Value {
    object([("type", arena.string(entity.kind.rawValue)), ("id", arena.string(entity.id))])
  }

  private func finding(_ finding: LintFinding) -> Value {
    let rule = RuleList.rule(finding.rule)
    return object([
      ("rule", arena.string(finding.rule)), ("category", rule.map { arena.string($0.category.rawValue) }),
      ("severity", arena.string(finding.severity.rawValue)),
      ("source", arena.string(RuleList.stage(of: finding.rule).rawValue)),
      ("message", arena.string(finding.message)), ("remedy", finding.remedy.map { arena.string($0) }),
      ("file", arena.string(finding.position.file)), ("line", Value(Int64(finding.position.line))),
      ("column", Value(Int64(finding.position.column))), ("end", finding.end.map(place)),
      ("domain", finding.domain.map { arena.string($0) }), ("entity", finding.entity.map(entity)),
      ("field", finding.field.map { arena.string($0) }), ("fixable", Value(finding.fix != nil)),
    ])
  }

  private func place(_ position: SourcePosition) -> Value {
    object([("line", Value(Int64(position.line))), ("column", Value(Int64(position.column)))])
  }

  private func object(_ pairs: [(String, Value?)]) -> Value {
    var builder = ObjectBuilder(arena, capacity: pairs.count)
    for case (let key, let value?) in pairs { builder.set(key, value) }
    return builder.finish()
  }
}
