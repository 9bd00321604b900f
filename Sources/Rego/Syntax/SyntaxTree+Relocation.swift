/// Placing a node and all in it elsewhere: rules that share a head have it placed where their own body is.
extension Term {
  mutating func relocate(to place: Location) {
    location = place
    switch node {
    case .null, .boolean, .number, .string, .variable: break
    case .reference(var steps):
      steps.relocate(to: place)
      node = .reference(steps)
    case .array(var items):
      items.relocate(to: place)
      node = .array(items)
    case .set(var items):
      items.relocate(to: place)
      node = .set(items)
    case .object(var items):
      for index in items.indices {
        items[index].key.relocate(to: place)
        items[index].value.relocate(to: place)
      }
      node = .object(items)
    case .call(var function, var arguments):
      function.relocate(to: place)
      arguments.relocate(to: place)
      node = .call(function, arguments)
    case .template(let parts): node = .template(parts.map { $0.relocated(to: place) })
    case .arrayComprehension, .setComprehension, .objectComprehension: relocateComprehension(to: place)
    }
  }

  private mutating func relocateComprehension(to place: Location) {
    switch node {
    case .arrayComprehension(var term, var body):
      term.relocate(to: place)
      body.relocate(to: place)
      node = .arrayComprehension(term, body)
    case .setComprehension(var term, var body):
      term.relocate(to: place)
      body.relocate(to: place)
      node = .setComprehension(term, body)
    case .objectComprehension(var key, var value, var body):
      key.relocate(to: place)
      value.relocate(to: place)
      body.relocate(to: place)
      node = .objectComprehension(key: key, value: value, body)
    default: break
    }
  }
}

extension TemplatePart {
  fileprivate func relocated(to place: Location) -> TemplatePart {
    guard case .expression(var expression) = self else { return self }
    expression.relocate(to: place)
    return .expression(expression)
  }
}

extension Expression {
  mutating func relocate(to place: Location) {
    location = place
    switch node {
    case .term(var term):
      term.relocate(to: place)
      node = .term(term)
    case .call(var function, var arguments):
      function.relocate(to: place)
      arguments.relocate(to: place)
      node = .call(function, arguments)
    case .some(var terms):
      terms.relocate(to: place)
      node = .some(terms)
    case .every(var every):
      every.key?.relocate(to: place)
      every.value.relocate(to: place)
      every.domain.relocate(to: place)
      every.body.relocate(to: place)
      node = .every(every)
    }
    for index in with.indices {
      with[index].target.relocate(to: place)
      with[index].value.relocate(to: place)
      with[index].location = place
    }
  }
}

extension Array where Element == Term {
  mutating func relocate(to place: Location) {
    for index in indices { self[index].relocate(to: place) }
  }
}

extension Array where Element == Expression {
  mutating func relocate(to place: Location) {
    for index in indices { self[index].relocate(to: place) }
  }
}

extension Head {
  mutating func relocate(to place: Location) {
    location = place
    reference.relocate(to: place)
    arguments?.relocate(to: place)
    key?.relocate(to: place)
    value?.relocate(to: place)
  }
}
