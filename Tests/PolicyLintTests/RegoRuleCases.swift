import PolicyDomain
import PolicyLint
import Rego
import Testing

/// What a rule says about one module.
///
/// Texts that do not begin with a package get `package authz` as their first row, so that their own rows begin with 2.
struct RegoRuleCases {
  let rule: any RegoRule
  var version = RegoVersion.v0
  var kind = DomainEntity.Kind.policy
  var phases: Set<LintedModule.Phase> = []

  init(_ id: String) {
    rule = RegoRules.all.first { $0.id == id }!
  }

  /// The same for modules of v1.
  var v1: RegoRuleCases {
    var copy = self
    copy.version = .v1
    return copy
  }

  func policy(_ phases: LintedModule.Phase...) -> RegoRuleCases {
    var copy = self
    copy.phases = Set(phases)
    return copy
  }

  var mapper: RegoRuleCases {
    var copy = self
    copy.kind = .mapper
    return copy
  }

  private func whole(_ text: String) -> String {
    if text.hasPrefix("package ") { return text }
    return "package \(kind == .mapper ? "mapper" : "authz")\n\(text)"
  }

  private func module(_ text: String) throws -> LintedModule {
    let source = SourceText(name: "p.rego", text: text)
    return LintedModule(
      syntax: try Parser.module(source, version: version),
      snippet: RegoSnippet(source: source, placement: .block(file: "p.rego", firstLine: 1, indent: 0)),
      domain: "d", entity: DomainEntity(kind, "p"), phases: phases)
  }

  func findings(_ text: String) throws -> [LintFinding] {
    var found: [LintFinding] = []
    rule.check(try module(whole(text))) { found.append($0) }
    return found.sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
  }

  /// `row:column` of every finding, in the order of the text.
  func places(_ text: String) throws -> [String] {
    try findings(text).map { "\($0.position.line):\($0.position.column)" }
  }

  func messages(_ text: String) throws -> [String] { try findings(text).map(\.message) }

  /// The text after all fixes. It must parse, and the rule must have nothing more to fix in it.
  func fixed(_ text: String) throws -> String {
    let findings = try findings(text)
    let edits = findings.compactMap(\.fix).flatMap(\.edits)
    let result = try edits.applied(to: whole(text))
    let left = try self.findings(result)
    #expect(left.filter { $0.fix != nil }.map(\.message) == [])
    let isOurs = !text.hasPrefix("package ")
    return isOurs
      ? result.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init) ?? ""
      : result
  }
}

extension [LintFinding.Fix.Edit] {
  func applied(to text: String) throws -> String {
    var scalars = [Unicode.Scalar](text.unicodeScalars)
    func offset(_ position: SourcePosition) -> Int {
      var line = 1
      var index = 0
      while line < position.line, index < scalars.count {
        if scalars[index] == "\n" { line += 1 }
        index += 1
      }
      return index + position.column - 1
    }
    let ranges = map { (offset($0.start)..<offset($0.end), $0.replacement) }.sorted {
      $0.0.lowerBound > $1.0.lowerBound
    }
    for (range, replacement) in ranges { scalars.replaceSubrange(range, with: replacement.unicodeScalars) }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }
}
