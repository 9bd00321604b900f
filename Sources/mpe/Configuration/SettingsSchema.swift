import Rego

/// The JSON Schema of the configuration file, made of the table of settings. Keys are as the documentation writes them;
/// other spellings that the program takes too are none of its.
enum SettingsSchema {
  static let text = Document { arena in
    var root = ObjectBuilder(arena)
    root.set("$schema", arena.string("http://json-schema.org/draft-07/schema#"))
    root.set("title", arena.string("mpe configuration"))
    root.set("type", arena.string("object"))
    root.set("additionalProperties", .false)
    let settings = SettingsTable.all.map { (path: $0.key.split(separator: "."), setting: $0) }
    root.set("properties", SchemaLevel(settings).value(arena))
    return root.finish()
  }.withValue { JSONWriter.pretty($0) }
}

/// The properties of one level of the file.
private struct SchemaLevel {
  private var order: [Substring] = []
  private var settings: [Substring: Setting] = [:]
  private var below: [Substring: [([Substring], Setting)]] = [:]

  init(_ members: [([Substring], Setting)]) {
    for (path, setting) in members {
      if !order.contains(path[0]) { order.append(path[0]) }
      if path.count == 1 {
        settings[path[0]] = setting
      } else {
        below[path[0], default: []].append((Array(path.dropFirst()), setting))
      }
    }
  }

  func value(_ arena: Arena) -> Value {
    var properties = ObjectBuilder(arena)
    for name in order {
      if let setting = settings[name] {
        properties.set(String(name), Self.value(of: setting, arena))
      } else {
        var group = ObjectBuilder(arena)
        group.set("type", arena.array(["object", "null"].map(arena.string)))
        group.set("additionalProperties", .false)
        group.set("properties", SchemaLevel(below[name] ?? []).value(arena))
        properties.set(String(name), group.finish())
      }
    }
    return properties.finish()
  }

  private static func value(of setting: Setting, _ arena: Arena) -> Value {
    var schema = ObjectBuilder(arena)
    schema.set("description", arena.string("\(setting.meaning) Allowed: \(setting.allowed)."))
    if !setting.defaultText.isEmpty { schema.set("default", arena.string(setting.defaultText)) }
    func types(_ names: String...) -> Value { arena.array((names + ["null"]).map(arena.string)) }
    switch setting.kind {
    case .boolean: schema.set("type", types("boolean"))
    case .text, .logLevels: schema.set("type", types("string"))
    case .builtins: setList(&schema, arena)
    case .ignored: break
    case .auditEntries:
      schema.set("type", types("array"))
      schema.set("items", auditEntry(arena))
    case .flag(let flag):
      switch flag.kind {
      case .boolean: schema.set("type", types("boolean"))
      case .list: setList(&schema, arena)
      case .value where !setting.choices.isEmpty: schema.set("enum", arena.array(setting.choices.map(arena.string)))
      case .value: schema.set("type", flag.takesNumbers ? types("string", "integer") : types("string"))
      }
    }
    return schema.finish()
  }

  private static func setList(_ schema: inout ObjectBuilder, _ arena: Arena) {
    schema.set("type", arena.array(["array", "string", "null"].map(arena.string)))
    var element = ObjectBuilder(arena)
    element.set("type", arena.string("string"))
    schema.set("items", element.finish())
  }

  private static func auditEntry(_ arena: Arena) -> Value {
    var text = ObjectBuilder(arena)
    text.set("type", arena.array(["string", "number", "boolean"].map(arena.string)))
    let anyText = text.finish()
    var kind = ObjectBuilder(arena)
    kind.set("enum", arena.array(AuditEntry.Kind.allCases.map { arena.string($0.rawValue) }))
    var properties = ObjectBuilder(arena)
    properties.set("name", anyText)
    properties.set("type", kind.finish())
    properties.set("value", anyText)
    var entry = ObjectBuilder(arena)
    entry.set("type", arena.string("object"))
    entry.set("additionalProperties", .false)
    entry.set("required", arena.array(["name", "type"].map(arena.string)))
    entry.set("properties", properties.finish())
    return entry.finish()
  }
}
