/// Rule heads.
extension SyntaxParser {
  /// A head as written.
  struct WrittenHead {
    var head: Head
    var hasContains = false
  }

  func head(isDefault: Bool) -> WrittenHead? {
    let start = location
    guard var head = headName(at: start) else { return nil }
    if token == .contains {
      containsMember(&head)
      head.location = spanning(start, from: start.offset, to: state.lastEnd)
      return WrittenHead(head: head, hasContains: true)
    }
    headValue(&head, isDefault: isDefault)
    if head.value == nil, head.reference.count != 2 || !(head.arguments ?? []).isEmpty {
      head.isValueGenerated = true
      head.value = Term(.boolean(true), at: .none)
    }
    head.location = spanning(start, from: start.offset, to: state.lastEnd)
    return WrittenHead(head: head)
  }

  private func headName(at start: Location) -> Head? {
    guard let term = headReference(variable()) else {
      unexpected("expected rule head name")
      return nil
    }
    switch term.node {
    case .variable: return Head(reference: [term], at: start)
    case .reference(let steps): return Head(reference: steps, at: start)
    case .call(let function, let arguments):
      var head = Head(reference: [function], at: start)
      if case .reference(let steps) = function.node {
        guard steps[0].isAnyVariable else {
          unexpected("rule head ref \(function) invalid")
          return nil
        }
        head.reference = steps
      }
      head.arguments = arguments
      return head
    default: return nil
    }
  }

  /// Steps behind the first name of a head. Unlike in a term, white space may stand before `[`, `.` and `(`.
  private func headReference(_ name: Term) -> Term? {
    let offset = state.start
    scanSpace()
    if token.precedence != nil { unexpected() }
    if token == .whitespace { scan() }
    guard token == .leftParenthesis || token.continuesReference else { return name.asRootDocument }
    // No term is around it that would measure it: heads must not add up.
    let outer = nesting.start()
    defer { nesting.finish(outer) }
    return reference(name, from: offset)
  }

  private func containsMember(_ head: inout Head) {
    let name = Term(.reference(head.reference), at: .none)
    if head.arguments != nil {
      unexpected(
        "the contains keyword can only be used with multi-value rule definitions "
          + "(e.g., \(name) contains <VALUE> { ... })")
    }
    scan()
    head.key = infixTerm()
    if head.key == nil { unexpected("expected rule key term (e.g., \(name) contains <VALUE> { ... })") }
  }

  private func headValue(_ head: inout Head, isDefault: Bool) {
    guard token == .unify || token == .assign else { return }
    head.isAssignment = token == .assign
    scan()
    head.value = infixTerm()
    guard head.value == nil else { return }
    let name = Term(.reference(head.reference), at: .none)
    if !head.isAssignment {
      unexpected("expected rule value term (e.g., \(name)[<nil>] = <VALUE> { ... })")
    } else if !(head.arguments ?? []).isEmpty {
      unexpected("expected function value term (e.g., \(name)(...) := <VALUE> { ... })")
    } else if isDefault {
      unexpected("expected default rule value term (e.g., default \(name) := <VALUE>)")
    } else {
      unexpected("expected rule value term (e.g., \(name) := <VALUE> { ... })")
    }
  }

  // MARK: Default rules

  /// Whether a default rule's value is constant and its arguments are plain, different variables.
  func isValidDefault(_ head: Head, at place: Location) -> Bool {
    guard let value = head.value else {
      error(place, "illegal default rule (must have a value)")
      return false
    }
    let count = state.errors.count
    refuseVariables(in: value, at: place)
    guard state.errors.count == count else { return false }
    var names: Set<String> = []
    for argument in head.arguments ?? [] {
      guard case .variable(let name) = argument.node else {
        error(place, "illegal default rule (arguments cannot contain \(argument.kindName))")
        continue
      }
      if !names.insert(name).inserted {
        error(place, "illegal default rule (arguments cannot be repeated \(name))")
      }
    }
    return state.errors.count == count
  }

  /// Comprehensions are closed and so may have variables.
  private func refuseVariables(in term: Term, at place: Location) {
    switch term.node {
    case .null, .boolean, .number, .string, .template: break
    case .arrayComprehension, .setComprehension, .objectComprehension: break
    case .reference, .variable, .call:
      error(place, "illegal default rule (value cannot contain \(term.kindName))")
    case .array(let items), .set(let items):
      for item in items { refuseVariables(in: item, at: place) }
    case .object(let items):
      for item in items {
        refuseVariables(in: item.key, at: place)
        refuseVariables(in: item.value, at: place)
      }
    }
  }
}
