/// Template strings: `$"user {input.user}"`.
extension SyntaxParser {
  func template(isRaw: Bool) -> Term? {
    let start = location
    guard features.hasTemplates else {
      error(start, "template strings are not supported by current capabilities")
      return nil
    }
    var parts: [TemplatePart] = []
    while true {
      guard let text = templateText(isRaw: isRaw) else { return nil }
      if !text.isEmpty { parts.append(.literal(text)) }
      if token.endsTemplate { break }
      scan()
      guard enter() else { return nil }
      let expression = templateExpression()
      leave()
      guard let expression else { return nil }
      parts.append(.expression(expression))
      guard token == .rightBrace else {
        error(location, "expected } to end template string expression")
        return nil
      }
      scanTemplate(isRaw: isRaw)
    }
    return Term(.template(parts), at: spanning(start, from: start.offset, to: state.end))
  }

  private func templateText(isRaw: Bool) -> String? {
    let bytes = lexer.bytes[state.content]
    switch token {
    case .templatePart, .templateEnd, .rawTemplatePart, .rawTemplateEnd: break
    default:
      error(location, "expected template-string part")
      return nil
    }
    if isRaw { return StringUnescaping.resolveRaw(bytes) }
    if let text = StringUnescaping.resolve(bytes, isTemplate: true) { return text }
    error(location, "illegal template-string part: \(text)")
    return nil
  }

  private func templateExpression() -> Expression? {
    guard let expression = literal() else {
      error(location, "invalid template-string expression")
      return nil
    }
    guard let fault = templateFault(expression) else { return expression }
    error(expression.location, "unexpected \(fault) in template-string expression")
    return nil
  }

  /// What of an expression has no value to print.
  private func templateFault(_ expression: Expression) -> String? {
    if expression.isNegated { return "negation ('not')" }
    switch expression.node {
    case .call(let function, _) where function.isVariable("eq"): return "unification ('=')"
    case .call(let function, _) where function.isVariable("assign"): return "assignment (':=')"
    case .every: return "'every'"
    case .some: return "'some'"
    default: return nil
    }
  }
}
