/// Types as the reference prints them: `array<string, number>[any]`, `object<a: string>[string: any]`.
extension StaticType {
  /// `???` for an unknown type.
  static func text(_ type: StaticType?) -> String {
    var text = ""
    write(type, to: &text)
    return text
  }

  private static func write(_ type: StaticType?, to text: inout String) {
    switch type {
    case nil: text += "???"
    case .null: text += "null"
    case .boolean: text += "boolean"
    case .number: text += "number"
    case .string: text += "string"
    case .array(let array): write(array, to: &text)
    case .object(let object): write(object, to: &text)
    case .set(let set):
      text += "set["
      write(set.member, to: &text)
      text += "]"
    case .any(let union):
      text += "any"
      if !union.members.isEmpty { write(union.members, "<", ">", to: &text) { write($0, to: &$1) } }
    case .function(let function):
      write(function.arguments, "(", ")", to: &text) { write($0.type, to: &$1) }
      text += " => "
      write(function.result?.type, to: &text)
    }
  }

  private static func write(_ array: ArrayType, to text: inout String) {
    text += "array"
    if !array.elements.isEmpty { write(array.elements, "<", ">", to: &text) { write($0, to: &$1) } }
    guard let rest = array.rest else { return }
    text += "["
    write(rest, to: &text)
    text += "]"
  }

  private static func write(_ object: ObjectType, to text: inout String) {
    text += "object"
    if !object.properties.isEmpty {
      write(object.properties, "<", ">", to: &text) { property, text in
        text += property.key.goText + ": "
        write(property.value, to: &text)
      }
    }
    guard let rest = object.rest else { return }
    text += "["
    write(rest.key, to: &text)
    text += ": "
    write(rest.value, to: &text)
    text += "]"
  }

  private static func write<T>(
    _ parts: [T], _ open: String, _ close: String, to text: inout String, _ write: (T, inout String) -> Void
  ) {
    text += open
    for (index, part) in parts.enumerated() {
      if index > 0 { text += ", " }
      write(part, &text)
    }
    text += close
  }

  /// `(string, ???)`.
  static func text(_ types: [StaticType?]) -> String {
    var text = ""
    write(types, "(", ")", to: &text) { write($0, to: &$1) }
    return text
  }
}

extension FunctionType.Part {
  /// `(x: string, y: string)`.
  static func text(_ parts: [FunctionType.Part]) -> String {
    let texts = parts.map { ($0.name.map { $0 + ": " } ?? "") + StaticType.text($0.type) }
    return "(" + texts.joined(separator: ", ") + ")"
  }
}

extension Term {
  /// A constant as Go prints what it becomes there.
  fileprivate var goText: String {
    switch node {
    case .null: "<nil>"
    case .string(let text): text
    case .array(let elements): "[" + elements.map(\.goText).joined(separator: " ") + "]"
    case .object(let items):
      "map[" + items.map { $0.key.goText + ":" + $0.value.goText }.joined(separator: " ") + "]"
    default: description
    }
  }
}
