// Unsafe: reads arguments in place.

internal import Rego
internal import Yams

/// `yaml.*`.
enum YAMLBuiltins {
  static let all: [Builtin] = [
    Builtin("yaml.unmarshal", 1) { (context, arguments) throws(BuiltinError) in
      guard arguments[0].tag == .string else {
        throw .operandType(1, expected: .string, got: arguments[0].kind)
      }
      do throws(YAMLDocument.ReadError) {
        return try YAMLDocument.read(Array(arguments[0].utf8), into: context.arena)
      } catch { throw .failed("yaml: \(error.description)") }
    },
    Builtin("yaml.is_valid", 1) { (_, arguments) throws(BuiltinError) in
      guard arguments[0].tag == .string else { return .false }
      let scratch = Arena()
      return Value((try? YAMLDocument.read(Array(arguments[0].utf8), into: scratch)) != nil)
    },
    Builtin("yaml.marshal", 1) { (context, arguments) throws(BuiltinError) in
      do {
        let text = try Yams.serialize(node: node(arguments[0]), allowUnicode: true)
        return context.arena.string(text)
      } catch { throw .failed("yaml: \(error)") }
    },
  ]

  /// A value as the YAML that JSON's view of it would give: sets as sequences, keys as texts.
  private static func node(_ value: Value) -> Node {
    switch value.kind {
    case .undefined, .null: return Node("null", Tag(.null))
    case .boolean: return Node(value.boolean == true ? "true" : "false", Tag(.bool))
    case .number:
      let text = value.numberText ?? "0"
      return Node(text, Tag(text.contains { ".eE".contains($0) } ? .float : .int))
    case .string: return scalar(value.string ?? "")
    case .array, .set: return Node(value.items.map { node($0) }, Tag(.seq), value.count == 0 ? .flow : .block)
    case .object:
      let pairs = value.pairs.map { (scalar($0.key.string ?? JSONWriter.string($0.key)), node($0.value)) }
      return Node(pairs, Tag(.map), pairs.isEmpty ? .flow : .block)
    }
  }

  /// Texts that would be read as something else are quoted.
  private static func scalar(_ text: String) -> Node {
    let plain = Node(text)
    let isText = plain.tag.rawValue == Tag.Name.str.rawValue
    let style: Node.Scalar.Style = isText && !text.isEmpty ? (text.contains("\n") ? .literal : .any) : .doubleQuoted
    return Node(text, Tag(.str), style)
  }
}
