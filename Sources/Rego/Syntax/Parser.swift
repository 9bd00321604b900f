/// Reads Rego text.
public enum Parser {
  /// One module.
  /// - Parameters:
  ///   - source: the text.
  ///   - version: of the language, unless the text imports `rego.v1`.
  ///   - annotations: reads the `# METADATA` blocks; without it they are plain comments.
  ///   - capabilities: what of the language may be used; all of it by default.
  /// - Throws: all findings of the text: those of its first faulty statement, or those of the module as a whole.
  public static func module(
    _ source: SourceText, version: RegoVersion = .v1, annotations: AnnotationReader? = nil,
    capabilities: Capabilities? = nil
  ) throws(Diagnostics) -> Module {
    let parser = try SyntaxParser.reading(source, version: version, capabilities)
    var statements = parser.statements()
    if let annotations { statements += parser.annotationBlocks(annotations).map { .annotations($0) } }
    try parser.throwErrors()
    var module = try ModuleBuilder.build(statements, source: source, version: version)
    module.comments = parser.comments.map(\.location)
    return module
  }

  /// A query: expressions joined by `;` or line ends.
  public static func query(
    _ source: SourceText, version: RegoVersion = .v1, capabilities: Capabilities? = nil
  ) throws(Diagnostics) -> Body {
    let parser = try SyntaxParser.reading(source, version: version, capabilities)
    let statements = parser.statements(isQuery: true)
    try parser.throwErrors()
    var result: Body = []
    for statement in statements {
      guard case .body(let body) = statement else {
        throw Diagnostics([Diagnostic(.parse, "expected body", at: statement.location)])
      }
      result += body
    }
    return result
  }

  /// A text that is one term.
  public static func term(_ source: SourceText, version: RegoVersion = .v1) throws(Diagnostics) -> Term {
    let body = try query(source, version: version)
    guard body.count == 1 else {
      throw Diagnostics([Diagnostic(.parse, "expected exactly one term but got: \(body.text)", at: .none)])
    }
    switch body[0].node {
    case .term(let term): return term
    case .call(let function, let arguments): return Term(.call(function, arguments), at: body[0].location)
    default: throw Diagnostics([Diagnostic(.parse, "expected term but got \(body[0])", at: body[0].location)])
    }
  }
}

extension SyntaxParser {
  fileprivate static func reading(
    _ source: SourceText, version: RegoVersion, _ capabilities: Capabilities?
  ) throws(Diagnostics) -> SyntaxParser {
    guard source.bytes.count <= SourceText.byteCountMax else {
      let place = Location(source: source, offset: 0, length: 0, row: 0, column: 0)
      throw Diagnostics([Diagnostic(.parse, "text is too long", at: place)])
    }
    let features = try capabilities.map { given throws(Diagnostics) in try ParserFeatures(given, version) }
    return SyntaxParser(source, version: version, features ?? ParserFeatures())
  }

  func throwErrors() throws(Diagnostics) {
    if !findings.isEmpty { throw Diagnostics(findings) }
  }
}
