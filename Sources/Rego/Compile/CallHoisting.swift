/// Stage: calls inside of terms move into generated expressions before the one that uses their result, references on
/// composite terms get a variable as head, and domains of `every` become variables.
struct CallHoisting {
  private var locals: LocalNames

  static func run(_ unit: Compilation) {
    var stage = CallHoisting(locals: unit.locals)
    for entry in unit.entries {
      stage.expandHead(of: entry.rule)
      stage.expand(&entry.rule.body)
    }
    unit.locals = stage.locals
  }

  static func run(query: inout Body, _ locals: inout LocalNames) {
    var stage = CallHoisting(locals: locals)
    stage.expand(&query)
    locals = stage.locals
  }

  private mutating func expandHead(of rule: Rule) {
    var support: Body = []
    if rule.head.arguments != nil {
      for index in rule.head.arguments!.indices { expand(&rule.head.arguments![index], &support) }
    }
    if rule.head.key != nil { expand(&rule.head.key!, &support) }
    if rule.head.value != nil { expand(&rule.head.value!, &support) }
    rule.body += support
  }

  private mutating func expand(_ body: inout Body) {
    var expanded: Body = []
    expanded.reserveCapacity(body.count)
    for var expression in body {
      expand(&expression, &expanded)
      expanded.append(expression)
    }
    body = expanded
  }

  /// What must stand before the expression is appended to `support`.
  private mutating func expand(_ expression: inout Expression, _ support: inout Body) {
    for index in expression.with.indices { expand(&expression.with[index].value, &support) }
    let start = support.count
    switch expression.node {
    case .term(var term):
      expand(&term, &support)
      expression.node = .term(term)
    case .call(let operation, var arguments):
      for index in arguments.indices { expand(&arguments[index], &support) }
      expression.node = .call(operation, arguments)
    case .every(var every):
      var (variable, domain) = locals.capture(every.domain)
      domain.with = expression.with
      expand(&domain, &support)
      support.append(domain)
      every.domain = variable
      expand(&every.body)
      expression.node = .every(every)
      return
    case .some: return
    }
    if !expression.with.isEmpty {
      for index in start..<support.count { support[index].with = expression.with }
    }
  }

  private mutating func expand(_ term: inout Term, _ support: inout Body) {
    switch term.node {
    case .null, .boolean, .number, .string, .variable, .template: return
    case .call(let operation, var arguments):
      for index in arguments.indices { expand(&arguments[index], &support) }
      let output = Term(.variable(locals.make()), at: term.location)
      var expression = Expression(.call(operation, arguments + [output]), at: term.location)
      expression.isGenerated = true
      support.append(expression)
      term = output
    case .reference(var path):
      for index in path.indices { expand(&path[index], &support) }
      expandHead(&path, &support)
      term.node = .reference(path)
    case .array(var elements):
      for index in elements.indices { expand(&elements[index], &support) }
      term.node = .array(elements)
    case .set(var elements):
      for index in elements.indices { expand(&elements[index], &support) }
      term.node = .set(elements)
    case .object(var items):
      for index in items.indices {
        expand(&items[index].key, &support)
        expand(&items[index].value, &support)
      }
      term.node = .object(items)
    case .arrayComprehension, .setComprehension, .objectComprehension: expandComprehension(&term)
    }
  }

  /// `[1, 2][i]`: the head becomes a variable.
  private mutating func expandHead(_ path: inout [Term], _ support: inout Body) {
    switch path[0].node {
    case .array, .object, .set, .arrayComprehension, .setComprehension, .objectComprehension:
      let (variable, expression) = locals.capture(path[0])
      support.append(expression)
      path[0] = variable
    default: return
    }
  }

  private mutating func expandComprehension(_ term: inout Term) {
    switch term.node {
    case .arrayComprehension(var head, var body):
      expand(&head, &body)
      expand(&body)
      term.node = .arrayComprehension(head, body)
    case .setComprehension(var head, var body):
      expand(&head, &body)
      expand(&body)
      term.node = .setComprehension(head, body)
    case .objectComprehension(var key, var value, var body):
      expand(&key, &body)
      expand(&value, &body)
      expand(&body)
      term.node = .objectComprehension(key: key, value: value, body)
    default: return
    }
  }
}
