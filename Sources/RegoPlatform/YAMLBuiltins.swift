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
      var budget = YAMLDocument.nodesMax
      guard let node = node(arguments[0], &budget) else {
        throw .limit("more than \(YAMLDocument.nodesMax) values")
      }
      let text: String
      do { text = try Yams.serialize(node: node, allowUnicode: true) } catch { throw .failed("yaml: \(error)") }
      guard context.arena.admits(text.utf8.count) else { throw .limit("memory limit reached") }
      return context.arena.string(text)
    },
  ]

  /// A value as the YAML that JSON's view of it would give: sets as sequences, keys as texts. Nil when `budget` values
  /// are not enough: parts that a value shares are written each time.
  private static func node(_ value: Value, _ budget: inout Int) -> Node? {
    budget -= 1
    if budget < 0 { return nil }
    switch value.kind {
    case .undefined, .null: return Node("null", Tag(.null))
    case .boolean: return Node(value.boolean == true ? "true" : "false", Tag(.bool))
    case .number:
      let text = value.numberText ?? "0"
      return Node(text, Tag(text.contains { ".eE".contains($0) } ? .float : .int))
    case .string: return scalar(value.string ?? "")
    case .array, .set:
      var nodes: [Node] = []
      for item in value.items {
        guard let inner = node(item, &budget) else { return nil }
        nodes.append(inner)
      }
      return Node(nodes, Tag(.seq), nodes.isEmpty ? .flow : .block)
    case .object:
      var pairs: [(Node, Node)] = []
      for (key, member) in value.pairs {
        guard let inner = node(member, &budget) else { return nil }
        pairs.append((scalar(key.string ?? JSONWriter.string(key)), inner))
      }
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
