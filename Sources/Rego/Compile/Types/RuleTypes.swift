/// Stage: infers the types of all rules, each after those that it refers to, and reports what cannot be.
struct RuleTypes {
  private let unit: Compilation
  private let checker: TypeChecker
  private let rules: TypeEnvironment
  private var overrides: SchemaOverrides
  private let annotations: AnnotationIndex?
  private var findings: [Diagnostic] = []

  /// Stage: the schema of `input`.
  static func readInput(_ unit: Compilation) {
    guard let schema = unit.compiler.schemas?.root else { return }
    do throws(SchemaTypeError) {
      unit.types.put(try TypeOfSchema.read(schema), at: [Term(.variable("input"), at: .none)])
    } catch {
      unit.report(.type, error.text, at: .none)
    }
  }

  static func run(_ unit: Compilation) {
    var stage = RuleTypes(unit)
    for index in unit.dependencies.rulesInOrder { stage.check(unit.entries[index]) }
    stage.report()
  }

  private init(_ unit: Compilation) {
    self.unit = unit
    checker = TypeChecker(unit.compiler.builtins, unit.locals)
    rules = TypeEnvironment(within: unit.types)
    unit.types = rules
    overrides = SchemaOverrides(unit.compiler.schemas)
    let hasSchemas = unit.modules.contains { $0.annotations.contains { !$0.schemas.isEmpty } }
    annotations = hasSchemas ? AnnotationIndex(unit) : nil
  }

  /// In the order of the text.
  private func report() {
    let sorted = findings.enumerated().sorted { a, b in
      let (x, y) = (a.element.location, b.element.location)
      if x.file != y.file { return x.file.utf8.lexicographicallyPrecedes(y.file.utf8) }
      if x.row != y.row { return x.row < y.row }
      if x.column != y.column { return x.column < y.column }
      let (left, right) = (a.element.description, b.element.description)
      return left == right ? a.offset < b.offset : left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    unit.findings.report(sorted.map(\.element))
  }

  private mutating func check(_ entry: Compilation.Entry) {
    let rule = entry.rule
    let (scope, errors) = checker.check(rule.body, within: surroundings(of: entry))
    findings += errors.map(\.diagnostic)
    let path = rule.head.reference
    if !errors.isEmpty {
      // Who refers to the rule is not to blame.
      rules.put(.anything, at: path)
    } else if let arguments = rule.head.arguments {
      insert(functionType(arguments, rule.head, scope), at: path)
    } else if let value = rule.head.value {
      insert(value: value, at: path, scope)
    } else if let key = rule.head.key, let type = checker.type(of: key, scope) {
      insert(.set(of: type), at: path)
    }
  }

  /// Where the body of a rule stands.
  private mutating func surroundings(of entry: Compilation.Entry) -> TypeEnvironment {
    guard let annotations else { return rules }
    let schemas = annotations.schemas(of: entry.rule, module: entry.module)
    if schemas.isEmpty { return rules }
    let scope = TypeEnvironment(within: rules)
    findings += overrides.apply(schemas, to: scope, for: entry.rule, checker)
    return scope
  }

  private func functionType(_ arguments: [Term], _ head: Head, _ scope: TypeEnvironment) -> StaticType {
    for argument in arguments {
      for name in argument.variables() where scope.type(ofVariable: name) == nil {
        scope.variables[name] = .anything
      }
    }
    let types = arguments.map { checker.type(of: $0, scope) }
    return .function(FunctionType(arguments: types, result: head.value.flatMap { checker.type(of: $0, scope) }))
  }

  /// A rule with dynamic terms in its head is an object at the place before them.
  private func insert(value: Term, at path: [Term], _ scope: TypeEnvironment) {
    let count = Term.groundPrefixCount(path)
    var type = checker.type(of: value, scope)
    for term in path[count...].reversed() {
      guard let known = type, let key = checker.type(of: term, scope) else { return }
      type = .object(from: key, to: known)
    }
    if let type { insert(type, at: Array(path[..<count])) }
  }

  private func insert(_ type: StaticType, at path: [Term]) {
    if rules.documents == nil { rules.documents = TypeTree() }
    rules.documents!.insert(type, at: path)
  }
}

extension DependencyGraph {
  /// The rules, each after those that it depends on. There are no circles.
  fileprivate var rulesInOrder: [Int] {
    var order: [Int] = []
    var visited = Array(repeating: false, count: edges.count)
    for start in rules.indices where !visited[start] {
      visited[start] = true
      var stack = [(vertex: start, next: 0)]
      while let (vertex, next) = stack.last {
        guard next < edges[vertex].count else {
          if isRule(vertex) { order.append(vertex) }
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let target = edges[vertex][next]
        if !visited[target] {
          visited[target] = true
          stack.append((target, 0))
        }
      }
    }
    return order
  }
}
