// The rules about literals and the use of variables.

extension GraphQLValidator {
  func check(value: GraphQLValue) throws(GraphQLFailure) {
    if let operation, value.kind == .variable, value.variable == nil {
      let end = operation.name.isEmpty ? "." : " by operation \"\(operation.name)\"."
      try report("Variable \"\(value.text)\" is not defined\(end)", at: value.place)
    }
    if value.kind == .object {
      var seen: Set<String> = []
      for child in value.children where !seen.insert(child.name).inserted {
        try report("There can be only one input field named \"\(child.name)\".", at: child.place)
      }
    }
    if let definition = value.definition, let type = value.expectedType {
      try typed(value, definition, type)
    }
    try allowedPosition(value)
  }

  private func allowedPosition(_ value: GraphQLValue) throws(GraphQLFailure) {
    guard operation != nil, value.kind == .variable, let variable = value.variable, let type = value.expectedType
    else { return }
    // Where a default stands in, null may come.
    let hasDefault = value.expectedTypeHasDefault || (variable.defaultValue.map { $0.kind != .null } ?? false)
    let wanted = hasDefault && type.isNonNull ? GraphQLType(type.name, element: type.element) : type
    if variable.type.isCompatible(with: wanted) { return }
    try report(
      "Variable \"\(value.text)\" of type \"\(variable.type.text)\" used in position expecting type \"\(type.text)\".",
      at: value.place)
  }

  private func typed(
    _ value: GraphQLValue, _ definition: GraphQLDefinition, _ type: GraphQLType
  ) throws(GraphQLFailure) {
    if value.kind == .null, type.isNonNull {
      try report("Expected value of type \"\(type.text)\", found \(value.text).", at: value.place)
    }
    let name = definition.name
    if definition.kind == .scalar, !["Int", "Float", "String", "Boolean", "ID"].contains(name) { return }
    if try !isRepresentable(value) { try mismatch(value, definition, type) }
    switch value.kind {
    case .null, .variable: return
    case .list:
      if type.element == nil { try mismatch(value, definition, type) }
    case .int:
      if !["Int", "Float", "ID"].contains(name) { try mismatch(value, definition, type) }
    case .float:
      if name != "Float" { try mismatch(value, definition, type) }
    case .string, .block:
      if definition.kind == .enumeration {
        let message = "Enum \"\(type.text)\" cannot represent non-enum value: \(value.text)."
        let suggestion = try enumSuggestion(value.raw, definition)
        try report("\(message)\(suggestion)", at: value.place)
      } else if name != "String", name != "ID" {
        try mismatch(value, definition, type)
      }
    case .enumeration:
      if definition.kind != .enumeration {
        try mismatch(value, definition, type)
      } else if !definition.hasValue(value.raw) {
        let message = "Value \"\(value.text)\" does not exist in \"\(type.text)\" enum."
        let suggestion = try enumSuggestion(value.raw, definition)
        try report("\(message)\(suggestion)", at: value.place)
      }
    case .boolean:
      if name != "Boolean" { try mismatch(value, definition, type) }
    case .object: try inputObject(value, definition)
    }
  }

  private func enumSuggestion(_ raw: String, _ definition: GraphQLDefinition) throws(GraphQLFailure) -> String {
    GraphQLSuggestions.text("Did you mean the enum value", raw, try options(definition.values.map(\.name)))
  }

  private func inputObject(_ value: GraphQLValue, _ definition: GraphQLDefinition) throws(GraphQLFailure) {
    var given: [String: GraphQLValue] = [:]
    for child in value.children where given[child.name] == nil { given[child.name] = child.value }
    try spend(definition.fields.count)
    for field in definition.fields where field.type.isNonNull && field.defaultValue == nil {
      if given[field.name] != nil { continue }
      let what = "Field \"\(definition.name).\(field.name)\" of required type \"\(field.type.text)\""
      try report("\(what) was not provided.", at: value.place)
    }
    if definition.directives.contains(where: { $0.name == "oneOf" }) { try oneOf(value, definition) }
    for child in value.children where definition.field(child.name) == nil {
      let options = try options(definition.fields.map(\.name))
      let suggestion = GraphQLSuggestions.text("Did you mean", child.name, options)
      try report(
        "Field \"\(child.name)\" is not defined by type \"\(definition.name)\".\(suggestion)", at: child.place)
    }
  }

  private func oneOf(_ value: GraphQLValue, _ definition: GraphQLDefinition) throws(GraphQLFailure) {
    guard value.children.count == 1, let child = value.children.first?.value else {
      return try report(
        "OneOf Input Object \"\(definition.name)\" must specify exactly one key.", at: value.place)
    }
    if child.kind == .null {
      let field = definition.fields.first?.name ?? ""
      return try report("Field \"\(definition.name).\(field)\" must be non-null.", at: child.place)
    }
    guard child.kind == .variable, let variable = child.variable, !variable.type.isNonNull else { return }
    let what = "must be non-nullable to be used for OneOf Input Object \"\(definition.name)\"."
    try report("Variable \"\(variable.name)\" \(what)", at: child.place)
  }

  private func mismatch(
    _ value: GraphQLValue, _ definition: GraphQLDefinition, _ type: GraphQLType
  ) throws(GraphQLFailure) {
    let what: String
    switch type.text {
    case "Int", "Int!":
      let isTooLarge = value.kind == .int && Int32(value.raw) == nil
      what = "Int cannot represent \(isTooLarge ? "non 32-bit signed integer" : "non-integer") value: "
    case "String", "String!", "[String]": what = "String cannot represent a non string value: "
    case "Boolean", "Boolean!": what = "Boolean cannot represent a non boolean value: "
    case "Float", "Float!": what = "Float cannot represent non numeric value: "
    case "ID", "ID!": what = "ID cannot represent a non-string and non-integer value: "
    case _ where definition.kind == .enumeration:
      return try report(
        "Enum \"\(type.text)\" cannot represent non-enum value: \(value.text).", at: value.place)
    default:
      return try report("Expected value of type \"\(type.text)\", found \(value.text).", at: value.place)
    }
    try report(what + value.text, at: value.place)
  }

  /// Whether all numbers of a literal fit 64 bits, and all booleans are some.
  private func isRepresentable(_ value: GraphQLValue) throws(GraphQLFailure) -> Bool {
    try spend()
    switch value.kind {
    case .variable, .string, .block, .null, .enumeration: return true
    case .int: return Int64(value.raw) != nil
    case .float: return Double(value.raw).map { $0.isFinite } ?? false
    case .boolean:
      return ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"]
        .contains(value.raw)
    case .list, .object:
      for child in value.children where try !isRepresentable(child.value) { return false }
      return true
    }
  }
}
