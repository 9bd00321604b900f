/// Reads the text of a function's type: `(format: string, values: array[any]) => output: string`.
///
/// Types are written as messages print them: `null`, `boolean`, `number`, `string`, `any`, `any<string, set[any]>`,
/// `array<string>`, `array[number]`, `object<a: string>[string: any]`, `set[any]`. Names may be left out, and so may
/// the result.
struct TypeDeclaration {
  private var rest: Substring.UTF8View

  /// Nil when the text is none.
  static func function(_ text: Substring) -> FunctionType? {
    var reader = TypeDeclaration(rest: text.utf8)
    guard reader.skip("(") else { return nil }
    var arguments: [FunctionType.Part] = []
    while !reader.skip(")") {
      if !arguments.isEmpty, !reader.skip(", ") { return nil }
      guard let part = reader.part() else { return nil }
      arguments.append(part)
    }
    if reader.rest.isEmpty { return FunctionType(arguments: arguments, result: nil as FunctionType.Part?) }
    guard reader.skip(" => "), let result = reader.part(), reader.rest.isEmpty else { return nil }
    return FunctionType(arguments: arguments, result: result)
  }

  private mutating func skip(_ text: StaticString) -> Bool {
    guard text.withUTF8Buffer({ rest.starts(with: $0) }) else { return false }
    rest.removeFirst(text.utf8CodeUnitCount)
    return true
  }

  /// What stands before the next punctuation.
  private mutating func word() -> String {
    let word = rest.prefix { !#",:<>[]()"#.utf8.contains($0) }
    rest = rest[word.endIndex...]
    return String(word) ?? ""
  }

  private mutating func part() -> FunctionType.Part? {
    let first = word()
    guard skip(": ") else { return type(named: first, level: 0).map { FunctionType.Part(type: $0) } }
    return type(level: 0).map { FunctionType.Part(name: first, type: $0) }
  }

  private mutating func type(level: Int) -> StaticType? {
    let name = word()
    return type(named: name, level: level)
  }

  private mutating func type(named name: String, level: Int) -> StaticType? {
    if level > 16 { return nil }
    switch name {
    case "null": return .null
    case "boolean": return .boolean
    case "number": return .number
    case "string": return .string
    case "any":
      guard let members = list(level) else { return nil }
      return .union(ofSorted: members.sorted { StaticType.compare($0, $1) < 0 })
    case "set":
      guard skip("["), let member = type(level: level + 1), skip("]") else { return nil }
      return .set(of: member)
    case "array": return array(level)
    case "object": return object(level)
    default: return nil
    }
  }

  /// `<a, b>`, or nothing.
  private mutating func list(_ level: Int) -> [StaticType]? {
    guard skip("<") else { return [] }
    var types: [StaticType] = []
    repeat {
      guard let type = type(level: level + 1) else { return nil }
      types.append(type)
    } while skip(", ")
    return skip(">") ? types : nil
  }

  private mutating func array(_ level: Int) -> StaticType? {
    guard let elements = list(level) else { return nil }
    guard skip("[") else { return .array(elements) }
    guard let rest = type(level: level + 1), skip("]") else { return nil }
    return .array(elements, rest: rest)
  }

  private mutating func object(_ level: Int) -> StaticType? {
    var properties: [ObjectType.Property] = []
    if skip("<") {
      repeat {
        let key = word()
        guard skip(": "), let value = type(level: level + 1) else { return nil }
        properties.append(ObjectType.Property(key: Term(.string(key), at: .none), value: value))
      } while skip(", ")
      guard skip(">") else { return nil }
    }
    guard skip("[") else { return .object(properties) }
    guard let key = type(level: level + 1), skip(": "), let value = type(level: level + 1), skip("]") else {
      return nil
    }
    return .object(properties, rest: ObjectType.Rest(key: key, value: value))
  }
}
