@testable import Rego

/// Texts through the parser and the compile stages, for tests.
struct CheckedText {
  /// Built-ins beside the standard ones that the cases call; they are never evaluated.
  static let builtins = BuiltinRegistry.standard.adding([
    Builtin("walk", 1, isRelation: true) { _, _ in .undefined },
    Builtin("split", 2) { _, _ in .undefined },
    Builtin("any", 1) { _, _ in .undefined },
    Builtin("http.send", 1) { _, _ in .undefined },
    Builtin("internal.template_string", 1) { _, _ in .undefined },
  ])

  var compiler = Compiler(builtins: builtins)

  func modules(_ texts: [String]) throws -> [Module] {
    try texts.enumerated().map { index, text in
      let name = "abcdef".dropFirst(index).prefix(1) + ".rego"
      return try compiler.parse(SourceText(name: String(name), text: text))
    }
  }

  func program(_ texts: String..., data: String? = nil) throws -> CheckedProgram {
    try program(texts, data: data)
  }

  func program(_ texts: [String], data: String? = nil) throws -> CheckedProgram {
    let document = try data.map { try Document(json: $0) }
    return try withExtendedLifetime(document) {
      try Checker(compiler).check(modules(texts), data: document?.value ?? .undefined)
    }
  }

  func query(_ text: String, against program: CheckedProgram? = nil) throws -> CheckedQuery {
    let body = try Parser.query(SourceText(name: "", text: text), version: compiler.version)
    return try Checker(compiler).check(query: body, against: program ?? CheckedProgram(modules: []))
  }

  /// `row:column message` of every finding; the code is checked where it is not the usual one of the message.
  func findings(_ texts: [String], data: String? = nil) throws -> [String] {
    do {
      _ = try program(texts, data: data)
      return []
    } catch let found as Diagnostics {
      return found.all.map(CheckedText.line)
    }
  }

  static func line(_ finding: Diagnostic) -> String {
    let place = finding.location.file.isEmpty || finding.location.file == "a.rego" ? "" : finding.location.file + ":"
    return "\(place)\(finding.location.row):\(finding.location.column) \(finding.code.rawValue): \(finding.message)"
  }

  /// The bodies and heads of all rules after the stages, one line a rule.
  func rewritten(_ text: String) throws -> [String] {
    var lines: [String] = []
    for rule in try program(text).modules[0].rules {
      var next: Rule? = rule
      while let current = next {
        lines.append("\(current.head) { \(current.body.text) }")
        next = current.elseRule
      }
    }
    return lines
  }
}
