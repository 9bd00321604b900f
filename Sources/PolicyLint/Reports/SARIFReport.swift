import PolicyDomain
import Rego

/// A report in the Static Analysis Results Interchange Format, version 2.1.0.
public struct SARIFReport {
  private let report: LintReport
  private let version: String
  private let arena = Arena(bytesKept: .max)

  /// - Parameter version: of the program, for `tool.driver.version`.
  public init(_ report: LintReport, version: String) {
    self.report = report
    self.version = version
  }

  public var text: String {
    JSONWriter.pretty(
      object([
        ("$schema", string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", string("2.1.0")),
        ("runs", arena.array([run])),
      ]))
  }

  private var run: Value {
    let rules = usedRules
    let index = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id, $0) })
    return object([
      (
        "tool",
        object([
          (
            "driver",
            object([
              ("name", string("mpe lint")), ("version", string(version)),
              ("rules", arena.array(rules.map(descriptor))),
            ])
          )
        ])
      ),
      ("columnKind", string("unicodeCodePoints")),
      ("results", arena.array(report.findings.map { result($0, index) })),
    ])
  }

  private var usedRules: [any LintRule] {
    let ids = Set(report.findings.map(\.rule))
    return RuleList.catalogue.filter { ids.contains($0.id) }
  }

  private func descriptor(_ rule: any LintRule) -> Value {
    object([
      ("id", string(rule.id)), ("shortDescription", object([("text", string(rule.summary))])),
      ("defaultConfiguration", object([("level", string(level(rule.severity)))])),
      ("properties", object([("category", string(rule.category.rawValue))])),
    ])
  }

  private func result(_ finding: LintFinding, _ index: [String: Int]) -> Value {
    let words = finding.message + (finding.remedy.map { "; \($0)" } ?? "")
    return object([
      ("ruleId", string(finding.rule)), ("ruleIndex", index[finding.rule].map { Value(Int64($0)) }),
      ("level", string(level(finding.severity))), ("message", object([("text", string(words))])),
      (
        "locations",
        arena.array([
          object([
            ("physicalLocation", physicalLocation(finding)),
            ("logicalLocations", finding.entity.map { arena.array([logicalLocation($0, finding.domain)]) }),
          ])
        ])
      ),
      ("fixes", finding.fix.map { arena.array([fix($0, finding)]) }),
    ])
  }

  private func physicalLocation(_ finding: LintFinding) -> Value {
    object([
      ("artifactLocation", artifact(finding.position.file)),
      ("region", finding.position.line > 0 ? region(finding.position, finding.end) : nil),
    ])
  }

  private func region(_ start: SourcePosition, _ end: SourcePosition?) -> Value {
    object([
      ("startLine", Value(Int64(start.line))), ("startColumn", start.column > 0 ? Value(Int64(start.column)) : nil),
      ("endLine", end.map { Value(Int64($0.line)) }), ("endColumn", end.map { Value(Int64($0.column)) }),
    ])
  }

  private func logicalLocation(_ entity: DomainEntity, _ domain: String?) -> Value {
    object([
      ("name", string(entity.id)), ("kind", string(entity.kind.rawValue)),
      ("fullyQualifiedName", domain.map { string("\($0)/\(entity.id)") }),
    ])
  }

  private func fix(_ fix: LintFinding.Fix, _ finding: LintFinding) -> Value {
    let replacements = fix.edits.map { edit in
      object([
        ("deletedRegion", region(edit.start, edit.end)),
        ("insertedContent", object([("text", string(edit.replacement))])),
      ])
    }
    return object([
      ("description", object([("text", string(finding.remedy ?? finding.message))])),
      (
        "artifactChanges",
        arena.array([
          object([
            ("artifactLocation", artifact(fix.edits.first?.start.file ?? finding.position.file)),
            ("replacements", arena.array(replacements)),
          ])
        ])
      ),
    ])
  }

  private func artifact(_ file: String) -> Value { object([("uri", string(Self.uri(file)))]) }

  /// A path as a reference of RFC 3986; absolute ones become `file:` URIs.
  static func uri(_ path: String) -> String {
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      if allowed.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
    }
    return (path.hasPrefix("/") ? "file://" : "") + String(decoding: bytes, as: UTF8.self)
  }

  private func level(_ severity: LintFinding.Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }

  private func string(_ text: String) -> Value { arena.string(text) }

  private func object(_ pairs: [(String, Value?)]) -> Value {
    var builder = ObjectBuilder(arena, capacity: pairs.count)
    for case (let key, let value?) in pairs { builder.set(key, value) }
    return builder.finish()
  }
}
