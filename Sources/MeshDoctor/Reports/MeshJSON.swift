import PolicyDomain
import Rego

/// A report for programs.
public struct MeshJSON {
  private let report: MeshReport
  private let arena = Arena(bytesKept: .max)

  public init(_ report: MeshReport) { self.report = report }

  /// `{"files": […], "findings": […], "errors": n, "warnings": n, "notes": n}`.
  public var text: String {
    JSONWriter.pretty(
      object([
        ("files", arena.array(report.files.map(file))), ("findings", arena.array(report.findings.map(finding))),
        ("errors", Value(Int64(report.count(.error)))), ("warnings", Value(Int64(report.count(.warning)))),
        ("notes", Value(Int64(report.count(.note)))),
      ]))
  }

  private func file(_ file: MeshReport.File) -> Value {
    object([("name", arena.string(file.name)), ("contents", arena.array(file.contents.map(arena.string)))])
  }

  private func finding(_ finding: MeshFinding) -> Value {
    var members: [(String, Value)] = [
      ("code", arena.string(finding.code)), ("severity", arena.string(finding.severity.rawValue)),
      ("file", arena.string(finding.position.file)), ("line", Value(Int64(finding.position.line))),
      ("column", Value(Int64(finding.position.column))), ("message", arena.string(finding.message)),
      ("reason", arena.string(finding.reason)), ("remedy", arena.string(finding.remedy)),
    ]
    if !finding.alsoAt.isEmpty { members.append(("alsoAt", arena.array(finding.alsoAt.map(place)))) }
    if let yaml = finding.yaml { members.append(("yaml", arena.string(yaml))) }
    return object(members)
  }

  private func place(_ position: SourcePosition) -> Value {
    object([
      ("file", arena.string(position.file)), ("line", Value(Int64(position.line))),
      ("column", Value(Int64(position.column))),
    ])
  }

  private func object(_ members: [(String, Value)]) -> Value {
    var builder = ObjectBuilder(arena)
    for (name, value) in members { builder.set(name, value) }
    return builder.finish()
  }
}
