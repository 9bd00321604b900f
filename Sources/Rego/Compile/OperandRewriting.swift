/// Stages: the last changes of shape, when bodies are in order.
enum OperandRewriting {
  /// Stage: `a == b` becomes `a = b`; both sides are bound by now. Queries keep `==`, because its `false` is a result.
  static func unifyComparisons(_ unit: Compilation) {
    for entry in unit.entries {
      var stage = Comparisons()
      stage.rewrite(&entry.rule.body)
    }
  }

  /// Stage: references and comprehensions in operands are evaluated before the expression that uses them.
  ///
  /// So `not f(input.x)` with an undefined `input.x` ends the body, as in the reference. The two sides of `eq` and
  /// bare terms keep references and comprehensions at their top.
  static func evaluateOperands(_ unit: Compilation) {
    var stage = HoistedOperands(locals: unit.locals)
    for entry in unit.entries { stage.expand(&entry.rule.body) }
    unit.locals = stage.locals
  }

  static func evaluateOperands(query: inout Body, _ locals: inout LocalNames) {
    var stage = HoistedOperands(locals: locals)
    stage.expand(&query)
    locals = stage.locals
  }
}

private struct Comparisons: SyntaxRewriter {
  mutating func rewrite(_ expression: inout Expression) {
    if case .call(let operation, let arguments) = expression.node, arguments.count == 2,
      operation.isVariable("equal")
    {
      expression.node = .call(Term(.variable("eq"), at: operation.location), arguments)
    }
    rewriteChildren(of: &expression)
  }

  mutating func rewrite(_ term: inout Term) {
    switch term.node {
    case .null, .boolean, .number, .string, .variable: return
    default: rewriteChildren(of: &term)
    }
  }
}

private struct HoistedOperands {
  var locals: LocalNames

  mutating func expand(_ body: inout Body) {
    var expanded: Body = []
    expanded.reserveCapacity(body.count)
    for var expression in body {
      expand(&expression, &expanded)
      expanded.append(expression)
    }
    body = expanded
  }

  private mutating func expand(_ expression: inout Expression, _ support: inout Body) {
    let with = expression.with
    switch expression.node {
    case .term(var term):
      expandTop(&term, with, &support)
      expression.node = .term(term)
    case .call(let operation, var arguments):
      let isEquation = operation.builtinName == "eq"
      if isEquation && arguments.count != 2 { return }
      for index in arguments.indices {
        if isEquation {
          expandTop(&arguments[index], with, &support)
        } else {
          expand(&arguments[index], with, &support)
        }
      }
      expression.node = .call(operation, arguments)
    case .every(var every):
      expand(&every.domain, with, &support)
      expand(&every.body)
      expression.node = .every(every)
    case .some: return
    }
  }

  /// A side of an equation, or a bare term.
  private mutating func expandTop(_ term: inout Term, _ with: [WithModifier], _ support: inout Body) {
    switch term.node {
    case .reference(var path):
      for index in path.indices.dropFirst() { expand(&path[index], with, &support) }
      term.node = .reference(path)
    case .arrayComprehension, .setComprehension, .objectComprehension: expandBody(of: &term)
    default: expand(&term, with, &support)
    }
  }

  private mutating func expand(_ term: inout Term, _ with: [WithModifier], _ support: inout Body) {
    switch term.node {
    case .null, .boolean, .number, .string, .variable, .call, .template: return
    case .reference(var path):
      for index in path.indices.dropFirst() { expand(&path[index], with, &support) }
      term.node = .reference(path)
      capture(&term, with, &support)
    case .array(var elements):
      for index in elements.indices { expand(&elements[index], with, &support) }
      term.node = .array(elements)
    case .set(var elements):
      for index in elements.indices { expand(&elements[index], with, &support) }
      term.node = .set(elements)
    case .object(var items):
      for index in items.indices {
        expand(&items[index].key, with, &support)
        expand(&items[index].value, with, &support)
      }
      term.node = .object(items)
    case .arrayComprehension, .setComprehension, .objectComprehension:
      expandBody(of: &term)
      capture(&term, with, &support)
    }
  }

  private mutating func capture(_ term: inout Term, _ with: [WithModifier], _ support: inout Body) {
    var (variable, expression) = locals.capture(term)
    expression.with = with
    support.append(expression)
    term = variable
  }

  private mutating func expandBody(of term: inout Term) {
    switch term.node {
    case .arrayComprehension(let head, var body):
      expand(&body)
      term.node = .arrayComprehension(head, body)
    case .setComprehension(let head, var body):
      expand(&body)
      term.node = .setComprehension(head, body)
    case .objectComprehension(let key, let value, var body):
      expand(&body)
      term.node = .objectComprehension(key: key, value: value, body)
    default: return
    }
  }
}
