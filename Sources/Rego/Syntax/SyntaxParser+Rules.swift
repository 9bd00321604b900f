/// Rules with a body, default rules and `contains` rules. What has neither is a body to begin with, and becomes a rule
/// when the module is put together.
extension SyntaxParser {
  func rules() -> [Rule]? {
    let start = location
    takeKeywordAsReferenceHead()
    let isDefault = token == .default
    if isDefault {
      scan()
      takeKeywordAsReferenceHead()
    }
    guard token == .identifier, var written = head(isDefault: isDefault) else { return nil }
    if isDefault { return defaultRule(written.head, at: start) }
    let hasIf = token == .if
    guard let isPartialSetOrObject = settleBrackets(&written, hasIf: hasIf) else { return nil }
    guard hasIf || token == .leftBrace else {
      return written.hasContains ? [containsRule(written.head, at: start)] : nil
    }
    guard let body = hasIf ? bodyAfterIf() : bracedBody() else { return nil }
    let rule = Rule(head: functionHead(written.head), body: body, at: start)
    rule.hasIf = hasIf
    rule.hasContains = written.hasContains
    if token == .else, !takeKeywordAsReferenceHead() {
      guard addElse(to: rule, isPartial: isPartialSetOrObject || written.hasContains) else { return nil }
    }
    rule.location = spanning(start, from: start.offset, to: state.lastEnd)
    return chain(rule)
  }

  private func constantTrue(at place: Location) -> Body {
    [Expression(.term(Term(.boolean(true), at: place)), at: place)]
  }

  /// `f()` is no function: it takes nothing.
  func functionHead(_ head: Head) -> Head {
    var head = head
    if head.arguments?.isEmpty == true { head.arguments = nil }
    return head
  }

  private func defaultRule(_ head: Head, at start: Location) -> [Rule]? {
    guard isValidDefault(head, at: start) else { return nil }
    let rule = Rule(head: functionHead(head), body: constantTrue(at: start), at: start)
    rule.isDefault = true
    return [rule]
  }

  private func containsRule(_ head: Head, at start: Location) -> Rule {
    let rule = Rule(head: functionHead(head), body: constantTrue(at: start), at: head.location)
    rule.hasContains = true
    rule.isBodyGenerated = true
    return rule
  }

  /// What `p[x]` is: with `if` an entry with the value `true`, without it a member of the set `p`, and with a value an
  /// entry of the object `p`. Returns whether it is one of the latter two without `if`, or nil when it is no rule.
  private func settleBrackets(_ written: inout WrittenHead, hasIf: Bool) -> Bool? {
    let reference = written.head.reference
    guard !written.hasContains, reference.count == 2 else { return false }
    if hasIf {
      if written.head.value == nil {
        written.head.isValueGenerated = true
        written.head.value = Term(.boolean(true), at: written.head.location)
      } else if !reference[0].isAnyVariable {
        return nil
      }
      if case .reference = reference[1].node { return (written.head.arguments ?? []).isEmpty }
      return false
    }
    guard (written.head.arguments ?? []).isEmpty else { return false }
    guard reference[0].isAnyVariable else { return nil }
    if written.head.value == nil {
      written.head.key = reference[1]
      written.head.reference.removeLast()
    }
    return true
  }

  // MARK: Bodies

  /// `{ … }` is a body and not a set; any other literal is the whole body.
  private func bodyAfterIf() -> Body? {
    scan()
    let saved = state
    if let expression = literal() {
      if case .term(let term) = expression.node, case .set = term.node {} else { return [expression] }
    }
    state = saved
    return bracedBody()
  }

  /// The current token is taken for the opening brace.
  private func bracedBody() -> Body? {
    scan()
    guard let body = nestedBody(until: .rightBrace) else { return nil }
    scan()
    return body
  }

  /// Further bodies behind a rule's: rules of their own with the same head, placed at their body.
  private func chain(_ rule: Rule) -> [Rule]? {
    var rules = [rule]
    while token == .leftBrace {
      guard rule.elseRule == nil else {
        error(location, "expected else keyword")
        return nil
      }
      let start = location
      guard let body = bracedBody() else { return nil }
      let place = spanning(start, from: start.offset, to: state.lastEnd)
      var head = copy(rule.head)
      head.relocate(to: place)
      let next = Rule(head: head, body: body, at: place)
      next.hasIf = rule.hasIf
      next.hasContains = rule.hasContains
      rules.append(next)
    }
    return rules
  }

  /// A head for another rule: its wildcards are other variables.
  private func copy(_ head: Head) -> Head {
    var head = head
    head.arguments = head.arguments?.map { argument in
      guard case .variable(let name) = argument.node, name.hasPrefix("$") else { return argument }
      return Term(.variable(nextWildcard()), at: argument.location)
    }
    return head
  }

  // MARK: Else

  private func addElse(to rule: Rule, isPartial: Bool) -> Bool {
    if rule.head.reference.count > 1, !rule.head.reference.dropFirst().isGround {
      error(location, "else keyword cannot be used on rules with variables in head")
      return false
    }
    if isPartial {
      error(location, "else keyword cannot be used on multi-value rules")
      return false
    }
    var chain: [ElseRule] = []
    var last = rule
    while token == .else {
      guard let next = elseRule(of: rule.head) else { return false }
      last.elseRule = next.rule
      last = next.rule
      chain.append(next)
      if next.isLast { break }
    }
    for next in chain {
      let place = spanning(next.rule.location, from: next.rule.location.offset, to: state.lastEnd)
      next.rule.location = place
      if next.isPlacedAsWhole { next.rule.body.relocate(to: place) }
    }
    return true
  }

  private struct ElseRule {
    var rule: Rule
    /// Whether the body's nodes have the rule's place: so it is for all bodies without braces.
    var isPlacedAsWhole = false
    /// Nothing follows an `else` without a body.
    var isLast = false
  }

  private func elseRule(of first: Head) -> ElseRule? {
    let start = location
    guard let head = elseHead(of: first, at: start) else { return nil }
    let rule = Rule(head: head, body: [], at: start)
    rule.hasIf = token == .if
    guard rule.hasIf || token == .leftBrace else {
      rule.body = constantTrue(at: start)
      rule.isBodyGenerated = true
      return ElseRule(rule: rule, isPlacedAsWhole: true, isLast: true)
    }
    if rule.hasIf { scan() }
    if token == .leftBrace {
      guard let body = bracedBody() else { return nil }
      rule.body = body
      return ElseRule(rule: rule)
    }
    guard token != .endOfFile else {
      unexpected("rule body expected")
      return nil
    }
    guard let expression = literal() else { return nil }
    rule.body = [expression]
    return ElseRule(rule: rule, isPlacedAsWhole: true)
  }

  private func elseHead(of first: Head, at start: Location) -> Head? {
    var head = copy(first)
    head.isValueGenerated = false
    head.location = start
    scan()
    switch token {
    case .leftBrace, .if:
      head.isValueGenerated = true
      head.value = Term(.boolean(true), at: .none)
    case .assign, .unify:
      head.isAssignment = token == .assign
      scan()
      guard let value = infixTerm() else { return nil }
      head.value = value
      head.location = spanning(start, from: start.offset, to: state.lastEnd)
    default:
      unexpected("expected else value term or rule body")
      return nil
    }
    return head
  }
}
