/// The rules that a schema must keep, in the reference's order: types by name, then directives by name.
struct GraphQLSchemaChecks {
  private let schema: GraphQLSchema
  private var stepsLeft = GraphQLBounds.stepsMax

  init(_ schema: GraphQLSchema) { self.schema = schema }

  private mutating func spend(_ steps: Int = 1) throws(GraphQLFailure) {
    stepsLeft -= steps
    if stepsLeft < 0 { throw .tooComplex }
  }

  mutating func run() throws(GraphQLFailure) {
    for (_, definition) in sorted(schema.types) { try check(definition) }
    for (_, directive) in sorted(schema.directives) {
      try name(directive.name, directive.place)
      try arguments(directive.arguments, of: directive)
    }
  }

  /// In the order of the names' bytes.
  private func sorted<T>(_ members: [String: T]) -> [(key: String, value: T)] {
    members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private mutating func check(_ definition: GraphQLDefinition) throws(GraphQLFailure) {
    let isInput = definition.kind == .inputObject
    for field in definition.fields {
      try name(field.name, field.place)
      try reference(field.type)
      try arguments(field.arguments, of: nil)
      try directives(field.directives, on: isInput ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION")
    }
    for member in definition.types {
      try spend()
      guard let type = schema.types[member] else {
        throw .schema("Undefined type \(member.quoted).", definition.place)
      }
      if type.kind != .object {
        throw .schema("\(definition.kind.rawValue) type \(member.quoted) must be OBJECT.", definition.place)
      }
    }
    for interface in definition.interfaces { try implements(definition, interface) }
    try members(definition)
    try uniqueFields(definition)
    if !definition.isBuiltIn { try name(definition.name, definition.place) }
    try directives(definition.directives, on: definition.kind.rawValue)
  }

  /// What a kind of type must have, and of which kinds it may be.
  private mutating func members(_ definition: GraphQLDefinition) throws(GraphQLFailure) {
    let what = "\(definition.kind.rawValue) \(definition.name)"
    switch definition.kind {
    case .object, .interface:
      if definition.fields.isEmpty { throw .schema("\(what): must define one or more fields.", definition.place) }
      for field in definition.fields where schema.type(of: field.type)?.kind == .inputObject {
        throw .schema("\(what): field must be one of SCALAR, OBJECT, INTERFACE, UNION, ENUM.", field.place)
      }
    case .enumeration:
      if definition.values.isEmpty {
        throw .schema("\(what): must define one or more unique enum values.", definition.place)
      }
      for value in definition.values {
        if ["true", "false", "null"].contains(value.name) {
          throw .schema("\(what): non-enum value \(value.name).", definition.place)
        }
        try directives(value.directives, on: "ENUM_VALUE")
      }
    case .inputObject:
      if definition.fields.isEmpty {
        throw .schema("\(what): must define one or more input fields.", definition.place)
      }
      for field in definition.fields {
        guard let type = schema.type(of: field.type), !type.isInput else { continue }
        throw .schema(
          "\(type.kind.rawValue) \(field.name): field must be one of SCALAR, ENUM, INPUT_OBJECT.", field.place)
      }
    case .scalar, .union: break
    }
  }

  /// Of several fields with one name, the second of the first such name.
  private func uniqueFields(_ definition: GraphQLDefinition) throws(GraphQLFailure) {
    var first: [String: Int] = [:]
    var worst: (first: Int, second: Int)?
    for (index, field) in definition.fields.enumerated() {
      guard let earlier = first[field.name] else {
        first[field.name] = index
        continue
      }
      if worst == nil || earlier < worst!.first { worst = (earlier, index) }
    }
    guard let worst else { return }
    let field = definition.fields[worst.second]
    throw .schema("Field \(definition.name).\(field.name) can only be defined once.", field.place)
  }

  private func name(_ name: String, _ place: GraphQLPlace?) throws(GraphQLFailure) {
    guard name.hasPrefix("__") else { return }
    throw .schema("Name \"\(name)\" must not begin with \"__\", which is reserved by GraphQL introspection.", place)
  }

  private mutating func reference(_ type: GraphQLType) throws(GraphQLFailure) {
    try spend()
    if schema.type(of: type) == nil { throw .schema("Undefined type \(type.innermostName).", type.place) }
  }

  private mutating func arguments(
    _ arguments: [GraphQLFieldDefinition], of directive: GraphQLDirectiveDefinition?
  ) throws(GraphQLFailure) {
    for argument in arguments {
      try name(argument.name, argument.place)
      try reference(argument.type)
      if let type = schema.type(of: argument.type), !type.isInput {
        let text = "cannot use \(argument.type.text) as argument \(argument.name)"
        throw .schema("\(text) because \(type.kind.rawValue) is not a valid input type", argument.place)
      }
      try directives(argument.directives, on: "ARGUMENT_DEFINITION", within: directive)
    }
  }

  mutating func directives(
    _ directives: [GraphQLDirective], on location: String, within current: GraphQLDirectiveDefinition? = nil
  ) throws(GraphQLFailure) {
    for directive in directives {
      try spend()
      try name(directive.name, directive.place)
      if let current, directive.name == current.name {
        throw .schema("Directive \(current.name) cannot refer to itself.", directive.place)
      }
      guard let definition = schema.directives[directive.name] else {
        throw .schema("Undefined directive \(directive.name).", directive.place)
      }
      if !definition.locations.contains(location) {
        throw .schema("Directive \(directive.name) is not applicable on \(location).", directive.place)
      }
      try arguments(of: directive, definition)
    }
  }

  private mutating func arguments(
    of directive: GraphQLDirective, _ definition: GraphQLDirectiveDefinition
  ) throws(GraphQLFailure) {
    try spend(directive.arguments.count &* (definition.arguments.count &+ 1))
    for argument in directive.arguments where !definition.arguments.contains(where: { $0.name == argument.name }) {
      throw .schema("Undefined argument \(argument.name) for directive \(directive.name).", argument.place)
    }
    for wanted in definition.arguments where wanted.type.isNonNull && wanted.defaultValue == nil {
      let given = directive.arguments.first { $0.name == wanted.name }
      if given == nil || given?.value.kind == .null {
        throw .schema("Argument \(wanted.name) for directive \(directive.name) cannot be null.", directive.place)
      }
    }
  }
}

extension GraphQLSchemaChecks {
  private mutating func implements(
    _ definition: GraphQLDefinition, _ interfaceName: String
  ) throws(GraphQLFailure) {
    guard let interface = schema.types[interfaceName] else {
      throw .schema("Undefined type \(interfaceName.quoted).", definition.place)
    }
    if interface.kind != .interface {
      throw .schema("\(interfaceName.quoted) is a non interface type \(interface.kind.rawValue).", definition.place)
    }
    let what = "For \(definition.name) to implement \(interface.name)"
    for wanted in interface.fields {
      try spend()
      guard let found = definition.field(wanted.name) else {
        throw .schema("\(what) it must have a field called \(wanted.name).", definition.place)
      }
      guard try isCovariant(wanted.type, found.type) else {
        throw .schema("\(what) the field \(wanted.name) must have type \(wanted.type.text).", found.place)
      }
      try sameArguments(wanted, found, what)
    }
    try spend(interface.interfaces.count &* definition.interfaces.count)
    for ancestor in interface.interfaces where !definition.interfaces.contains(ancestor) {
      if ancestor == definition.name {
        let text = "Type \(definition.name) cannot implement \(interfaceName)"
        throw .schema("\(text) because it would create a circular reference.", definition.place)
      }
      let text = "Type \(definition.name) must implement \(ancestor)"
      throw .schema("\(text) because it is implemented by \(interfaceName).", definition.place)
    }
  }

  private mutating func sameArguments(
    _ wanted: GraphQLFieldDefinition, _ found: GraphQLFieldDefinition, _ what: String
  ) throws(GraphQLFailure) {
    try spend(wanted.arguments.count &* found.arguments.count)
    for argument in wanted.arguments {
      let same = "\(what) the field \(wanted.name) must have the same arguments but"
      guard let own = found.arguments.first(where: { $0.name == argument.name }) else {
        throw .schema("\(same) it is missing \(argument.name).", found.place)
      }
      if !argument.type.isCompatible(with: own.type) {
        throw .schema("\(same) \(argument.name) has the wrong type.", own.place)
      }
    }
    for argument in found.arguments where argument.type.isNonNull && argument.defaultValue == nil {
      if wanted.arguments.contains(where: { $0.name == argument.name }) { continue }
      let text = "\(what) any additional arguments on \(found.name) must be optional or have a default value"
      throw .schema("\(text) but \(argument.name) is required.", argument.place)
    }
  }

  /// Whether a field may have type `actual` where its interface has `wanted`.
  private mutating func isCovariant(
    _ wanted: GraphQLType, _ actual: GraphQLType
  ) throws(GraphQLFailure) -> Bool {
    if wanted.isNonNull, !actual.isNonNull { return false }
    guard wanted.name.isEmpty, let element = wanted.element else {
      if wanted.name == actual.name { return true }
      let possible = schema.possibleTypes[wanted.name] ?? []
      try spend(possible.count)
      return possible.contains { $0.name == actual.name }
    }
    guard let actualElement = actual.element else { return false }
    return try isCovariant(element, actualElement)
  }
}
