public import Rego
internal import Yams

/// Reads `# METADATA` blocks for `rego.metadata.rule()` and `rego.metadata.chain()`.
public enum AnnotationReader {
  /// The annotations as an object term: what the author wrote, with the scope, and with authors and related resources
  /// in their long form. Text that is no YAML mapping gives the scope alone.
  @Sendable
  public static func term(_ annotations: Annotations) -> Term {
    let arena = Arena()
    let read = try? YAMLDocument.read(Array(annotations.text.utf8), into: arena)
    var object = ObjectBuilder(arena)
    for (key, value) in (read ?? .null).pairs {
      switch key.string {
      case "authors": object.set(key, list(value, arena, author))
      case "related_resources": object.set(key, list(value, arena, resource))
      default: object.set(key, value)
      }
    }
    object.set("scope", arena.string(annotations.scope))
    return withExtendedLifetime(arena) { term(object.finish(), annotations.location) }
  }

  private static func list(_ value: Value, _ arena: Arena, _ convert: (Value, Arena) -> Value) -> Value {
    arena.array(value.items.map { convert($0, arena) })
  }

  /// `Jane <jane@example.com>` as its parts.
  private static func author(_ value: Value, _ arena: Arena) -> Value {
    guard let text = value.string else { return value }
    var object = ObjectBuilder(arena)
    var name = text[...]
    if let open = text.lastIndex(of: "<"), text.hasSuffix(">") {
      object.set("email", arena.string(String(text[text.index(after: open)...].dropLast())))
      name = text[..<open]
    }
    while name.last == " " { name = name.dropLast() }
    if !name.isEmpty { object.set("name", arena.string(String(name))) }
    return object.finish()
  }

  private static func resource(_ value: Value, _ arena: Arena) -> Value {
    guard value.kind == .string else { return value }
    var object = ObjectBuilder(arena)
    object.set("ref", value)
    return object.finish()
  }

  private static func term(_ value: Value, _ location: Location) -> Term {
    let node: Term.Node
    switch value.kind {
    case .undefined, .null: node = .null
    case .boolean: node = .boolean(value.boolean ?? false)
    case .number: node = .number(value.numberText ?? "0")
    case .string: node = .string(value.string ?? "")
    case .array: node = .array(value.items.map { term($0, location) })
    case .set: node = .set(value.items.map { term($0, location) })
    case .object:
      node = .object(value.pairs.map { ObjectItem(key: term($0.key, location), value: term($0.value, location)) })
    }
    return Term(node, at: location)
  }
}
