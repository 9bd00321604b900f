import Rego

/// Takes secrets out of what is logged: tokens in headers, claims and addresses.
struct Redaction {
  /// Stands where a secret stood.
  static let mark = "[redacted]"
  /// Values that lie deeper are not looked at, and not shown.
  private static let depthMax = 64

  private let arena: Arena

  /// A document without its secrets, as JSON.
  static func json(_ value: Value) -> String {
    let document = Document { Redaction(arena: $0).redacted(value, depth: 0) }
    return document.withValue { JSONWriter.string($0) }
  }

  private func redacted(_ value: Value, depth: Int) -> Value {
    guard depth < Self.depthMax else { return arena.string(Self.mark) }
    switch value.kind {
    case .string:
      guard let text = value.string, Self.isSecret(text) else { return value }
      return arena.string(Self.mark)
    case .array: return arena.array(value.items.map { redacted($0, depth: depth + 1) })
    case .object:
      var object = ObjectBuilder(arena)
      for (key, member) in value.pairs {
        let isHidden = key.string.map(Self.isName(ofSecret:)) ?? false
        object.set(key, isHidden ? arena.string(Self.mark) : redacted(member, depth: depth + 1))
      }
      return object.finish()
    default: return value
    }
  }

  private static let names: Set<String> = ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"]
  private static let partsOfNames = ["token", "secret", "password"]

  /// Whether what has this name is a secret, whatever it holds.
  static func isName(ofSecret name: String) -> Bool {
    let name = name.lowercased()
    return names.contains(name) || partsOfNames.contains(where: name.contains)
  }

  /// Whether a text is a secret by itself, whatever its name: credentials of a header, a token of three parts, an address
  /// whose query has a secret.
  static func isSecret(_ text: String) -> Bool {
    if ["bearer ", "basic "].contains(where: text.lowercased().hasPrefix) { return true }
    if text.hasPrefix("eyJ"), text.contains(".") { return true }
    return text.contains("=")
      && text.split(whereSeparator: { "?&;# ".contains($0) }).contains { part in
        part.contains("=") && isName(ofSecret: String(part.prefix { $0 != "=" }))
      }
  }
}
