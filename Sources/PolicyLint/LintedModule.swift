public import PolicyDomain
public import Rego

/// A Rego module as rules see it: its syntax tree, what it is in its domain, and the way back into its file.
public struct LintedModule: Sendable {
  /// As its author wrote it: nothing is rewritten.
  public let syntax: Module
  public let snippet: RegoSnippet
  public let domain: String
  /// A library, a policy or a mapper.
  public let entity: DomainEntity
  /// The phases whose policy it is; empty for libraries, mappers and policies that nothing uses.
  public let phases: Set<Phase>
  /// The file of its domain.
  public let file: String

  /// The nodes of the syntax tree by kind.
  let index: SyntaxIndex
  let lines: TextLines

  /// The phases of a decision. The first takes integers, the others booleans.
  public enum Phase: Sendable, Hashable {
    case operation, identity, resource, scope
  }

  public init(
    syntax: Module, snippet: RegoSnippet, domain: String, entity: DomainEntity, phases: Set<Phase> = [],
    file: String = ""
  ) {
    self.syntax = syntax
    self.snippet = snippet
    self.domain = domain
    self.entity = entity
    self.phases = phases
    self.file = file
    index = SyntaxIndex(syntax)
    lines = TextLines(syntax.source.bytes)
  }

  /// Where a place of the syntax tree stands in the file.
  public func position(_ location: Location) -> SourcePosition {
    // The way of the snippet looks at the whole text for each place.
    if case .block(let file, let firstLine, let indent) = snippet.placement, location.row < lines.count {
      return SourcePosition(
        file: file, line: firstLine + max(location.row, 1) - 1, column: max(location.column, 1) + indent)
    }
    return snippet.position(row: location.row, column: location.column)
  }
}

extension RegoRule {
  /// A finding of this rule at a place of the module.
  public func finding(
    _ message: String, at location: Location, in module: LintedModule, remedy: String? = nil,
    fix: LintFinding.Fix? = nil
  ) -> LintFinding {
    LintFinding(
      rule: id, severity: severity, message, at: module.position(location), domain: module.domain,
      entity: module.entity, field: "rego", remedy: remedy, fix: fix)
  }
}
