import Rego

/// Findings about settings as lines, or as a document for tools.
struct SettingsFindingsReport {
  private let findings: [SettingFinding]
  private let file: ConfigurationFile

  init(_ findings: [SettingFinding], file: ConfigurationFile) {
    self.findings = findings
    self.file = file
  }

  private var errors: Int { findings.count { $0.severity == .error } }

  /// A line for each finding as compilers print it, and a summary.
  var text: String {
    let subject = file.path ?? "no configuration file (looked for \(file.candidates.joined(separator: ", ")))"
    let warnings = findings.count - errors
    let counts = "\(errors) error\(errors == 1 ? "" : "s"), \(warnings) warning\(warnings == 1 ? "" : "s")"
    let lines = findings.map { "\($0.place): \($0.severity.rawValue): \($0.text)" }
    return (lines + ["\(subject): \(findings.isEmpty ? "no findings" : counts)"]).joined(separator: "\n")
  }

  /// `{"file": …, "errors": N, "findings": [{"severity", "message", "remedy", "file", "line", "column"}, …]}`; a finding
  /// about the environment has `variable` instead of a place.
  var document: String {
    let document = Document { arena in
      var root = ObjectBuilder(arena)
      root.set("file", file.path.map(arena.string) ?? .null)
      root.set("errors", Value(errors))
      root.set("findings", arena.array(findings.map { $0.value(in: arena) }))
      return root.finish()
    }
    return document.withValue { JSONWriter.pretty($0) }
  }
}

extension SettingFinding {
  fileprivate func value(in arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    object.set("severity", arena.string(severity.rawValue))
    object.set("message", arena.string(message))
    if let remedy { object.set("remedy", arena.string(remedy)) }
    switch place {
    case .file(let position):
      object.set("file", arena.string(position.file))
      if position.line > 0 { object.set("line", Value(position.line)) }
      if position.column > 0 { object.set("column", Value(position.column)) }
    case .variable(let name): object.set("variable", arena.string(name))
    }
    return object.finish()
  }
}
