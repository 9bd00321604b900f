/// `rego.parse_module`: a module's syntax tree as a document, in the reference's shape.
enum ModuleParsing {
  static let all: [Builtin] = [
    Builtin("rego.parse_module", 2) { (context, arguments) throws(BuiltinError) in
      for index in 0..<2 where arguments[index].tag != .string {
        throw .operandType(index + 1, expected: .string, got: arguments[index].kind)
      }
      let source = SourceText(name: arguments[0].string ?? "", bytes: Array(arguments[1].utf8))
      let module: Module
      do throws(Diagnostics) { module = try Parser.module(source, version: .v1) } catch {
        throw .failed(error.description)
      }
      return SyntaxDocument(arena: context.arena).document(module)
    }
  ]
}

/// Writes syntax as documents. The parser bounds how deep trees are.
private struct SyntaxDocument {
  let arena: Arena

  private func object(_ members: [(StaticString, Value)]) -> Value {
    var builder = ObjectBuilder(arena, capacity: members.count)
    for (name, value) in members { builder.set(name, value) }
    return builder.finish()
  }

  func document(_ module: Module) -> Value {
    var members: [(StaticString, Value)] = [("package", object([("path", list(module.package))]))]
    if !module.imports.isEmpty { members.append(("imports", arena.array(module.imports.map { document($0) }))) }
    if !module.rules.isEmpty { members.append(("rules", arena.array(module.rules.map { document($0) }))) }
    return object(members)
  }

  private func document(_ item: Import) -> Value {
    var members: [(StaticString, Value)] = [("path", document(item.path))]
    if let alias = item.alias { members.append(("alias", arena.string(alias))) }
    return object(members)
  }

  /// A rule with its chain of else rules, built from the last one on.
  private func document(_ rule: Rule) -> Value {
    var chain: [Rule] = []
    var current: Rule? = rule
    while let link = current {
      chain.append(link)
      current = link.elseRule
    }
    var built: Value?
    for link in chain.reversed() {
      var members: [(StaticString, Value)] = [("head", document(link.head)), ("body", document(link.body))]
      if link.isDefault { members.append(("default", .true)) }
      if let built { members.append(("else", built)) }
      built = object(members)
    }
    return built ?? .null
  }

  private func document(_ head: Head) -> Value {
    var members: [(StaticString, Value)] = [("ref", list(head.reference))]
    if case .variable(let name)? = head.reference.first?.node { members.append(("name", arena.string(name))) }
    if let arguments = head.arguments { members.append(("args", list(arguments))) }
    if let key = head.key { members.append(("key", document(key))) }
    if let value = head.value { members.append(("value", document(value))) }
    if head.isAssignment { members.append(("assign", .true)) }
    return object(members)
  }

  private func document(_ body: Body) -> Value {
    arena.array(body.enumerated().map { document($0.element, index: $0.offset) })
  }

  private func document(_ expression: Expression, index: Int) -> Value {
    var members: [(StaticString, Value)] = [("index", Value(index)), ("terms", terms(of: expression))]
    if expression.isNegated { members.append(("negated", .true)) }
    if expression.isGenerated { members.append(("generated", .true)) }
    if !expression.with.isEmpty {
      let with = expression.with.map { object([("target", document($0.target)), ("value", document($0.value))]) }
      members.append(("with", arena.array(with)))
    }
    return object(members)
  }

  private func terms(of expression: Expression) -> Value {
    switch expression.node {
    case .term(let term): return document(term)
    case .call(let target, let arguments): return list([callee(target)] + arguments)
    case .some(let symbols): return object([("symbols", list(symbols))])
    case .every(let every):
      return object([
        ("key", every.key.map { document($0) } ?? .null), ("value", document(every.value)),
        ("domain", document(every.domain)), ("body", document(every.body)),
      ])
    }
  }

  /// An operator is always a reference.
  private func callee(_ target: Term) -> Term {
    if case .variable = target.node { return Term(.reference([target]), at: target.location) }
    return target
  }

  private func list(_ terms: [Term]) -> Value { arena.array(terms.map { document($0) }) }

  private func typed(_ type: StaticString, _ value: Value) -> Value {
    object([("type", arena.string(type)), ("value", value)])
  }

  private func document(_ term: Term) -> Value {
    switch term.node {
    case .null: return typed("null", .null)
    case .boolean(let flag): return typed("boolean", Value(flag))
    case .number(let text): return typed("number", arena.number(text))
    case .string(let text): return typed("string", arena.string(text))
    case .variable(let name): return typed("var", arena.string(name))
    case .reference(let parts): return typed("ref", list(parts))
    case .array(let elements): return typed("array", list(elements))
    case .set(let elements): return typed("set", list(elements))
    case .object(let items): return typed("object", arena.array(items.map { list([$0.key, $0.value]) }))
    case .arrayComprehension(let head, let body):
      return typed("arraycomprehension", object([("term", document(head)), ("body", document(body))]))
    case .setComprehension(let head, let body):
      return typed("setcomprehension", object([("term", document(head)), ("body", document(body))]))
    case .objectComprehension(let key, let value, let body):
      return typed(
        "objectcomprehension",
        object([("key", document(key)), ("value", document(value)), ("body", document(body))]))
    case .call(let target, let arguments): return typed("call", list([callee(target)] + arguments))
    case .template(let parts):
      return typed("templatestring", object([("parts", arena.array(parts.map { document($0) }))]))
    }
  }

  private func document(_ part: TemplatePart) -> Value {
    switch part {
    case .literal(let text): typed("string", arena.string(text))
    case .expression(let expression): document(expression, index: 0)
    }
  }
}
