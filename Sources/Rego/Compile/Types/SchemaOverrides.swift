/// The types that a rule's annotations give to parts of `input` and `data`.
struct SchemaOverrides {
  private let schemas: SchemaSet?
  /// Those that were asked for before, by their names.
  private var known: [[String]: StaticType] = [:]

  init(_ schemas: SchemaSet?) { self.schemas = schemas }

  /// Puts the types into an environment. Later annotations override what earlier ones said.
  mutating func apply(
    _ annotations: [SchemaAnnotation], to scope: TypeEnvironment, for rule: Rule, _ checker: TypeChecker
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for annotation in annotations {
      do throws(SchemaTypeError) {
        if let type = try type(of: annotation.schema) { SchemaOverrides.put(type, annotation.path, scope, checker) }
      } catch {
        findings.append(Diagnostic(.type, error.text, at: rule.location))
      }
    }
    return findings
  }

  private mutating func type(of schema: SchemaAnnotation.Schema) throws(SchemaTypeError) -> StaticType? {
    switch schema {
    case .definition(let document): return try TypeOfSchema.read(document)
    case .path(let path):
      guard let schemas else { return nil }
      if let type = known[path] { return type }
      guard let document = schemas[path] else {
        let name = Term.path(
          [Term(.variable("schema"), at: .none)] + path.map { Term(.string($0), at: .none) })
        throw SchemaTypeError(text: "undefined schema: \(name)")
      }
      let type = try TypeOfSchema.read(document)
      known[path] = type
      return type
    }
  }

  private static func put(
    _ type: StaticType, _ path: [Term], _ scope: TypeEnvironment, _ checker: TypeChecker
  ) {
    guard let root = path.first, case .variable(let name) = root.node, Term.isRoot(name) else { return }
    let whole = checker.type(of: [root], scope)
    guard path.count > 1, let whole else { return scope.put(type, at: path) }
    scope.put(replace(path[1...], in: whole, by: type), at: [root])
  }

  /// `whole` with another type at a place; the way there is made when it is missing.
  private static func replace(_ path: ArraySlice<Term>, in whole: StaticType, by type: StaticType) -> StaticType {
    let key = path[path.startIndex]
    let rest = path.dropFirst()
    guard case .object(let object) = whole else {
      return make(path, type, ObjectType.Rest(key: .anything, value: .anything))
    }
    var properties = object.properties
    if let index = properties.firstIndex(where: { TermOrder.compare($0.key, key) == 0 }) {
      let value = properties[index].value
      properties[index].value = rest.isEmpty ? type : replace(rest, in: value ?? .anything, by: type)
    } else {
      let value = rest.isEmpty ? type : make(rest, type, object.rest)
      properties.append(ObjectType.Property(key: key, value: value))
    }
    return .object(properties, rest: object.rest)
  }

  private static func make(_ path: ArraySlice<Term>, _ type: StaticType, _ rest: ObjectType.Rest?) -> StaticType {
    guard let key = path.first else { return type }
    return .object([ObjectType.Property(key: key, value: make(path.dropFirst(), type, rest))], rest: rest)
  }
}
