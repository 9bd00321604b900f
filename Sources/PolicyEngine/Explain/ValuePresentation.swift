import Rego

/// Values as an explanation shows them: JSON in one line, shortened, and without what may be a credential.
///
/// What stands under a name such as `authorization`, `cookie` or `token` is not shown, and neither is it where a
/// variable, a call or another place holds it or a piece of it.
struct ValuePresentation {
  /// What is shown in place of a credential.
  static let redacted = "<redacted>"
  static let stringCharactersMax = 80
  static let textCharactersMax = 240
  private static let elementsMax = 6
  private static let depthMax = 4
  /// Shorter pieces of a credential say nothing about it, and would hide too much else.
  private static let pieceBytesMin = 6

  private var secrets: Set<String> = []

  /// - Parameter documents: what the request is made of.
  init(_ documents: [Value]) {
    for document in documents { collect(document, isSecret: false) }
  }

  /// Whether what a name stands for may be a credential.
  static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return words.contains { name.contains($0) } || name.hasSuffix("jwt")
  }

  private static let words = [
    "authorization", "cookie", "token", "secret", "password", "passwd", "passphrase", "credential", "api-key", "apikey",
    "api_key", "private-key", "private_key", "bearer",
  ]

  private mutating func collect(_ value: Value, isSecret: Bool) {
    switch value.tag {
    case .string:
      guard isSecret, let text = value.string, text.utf8.count >= Self.pieceBytesMin, secrets.count < 1_000 else {
        return
      }
      secrets.insert(text)
    case .object:
      for (key, inner) in value.pairs { collect(inner, isSecret: isSecret || Self.isSecret(key.string ?? "")) }
    case .array, .set: for inner in value.items { collect(inner, isSecret: isSecret) }
    default: return
    }
  }

  private func isCredential(_ text: String) -> Bool {
    guard text.utf8.count >= Self.pieceBytesMin else { return false }
    // A JSON Web Token is one wherever it stands.
    if text.contains("eyJ"), text.split(separator: ".").count >= 3 { return true }
    return secrets.contains { $0.contains(text) || text.contains($0) }
  }

  /// A text that may quote values: what is a credential in it is taken out.
  func text(_ text: String) -> String {
    var text = text
    for secret in secrets.sorted(by: { $0.utf8.count > $1.utf8.count }) {
      text = text.replacing(secret, with: Self.redacted)
    }
    return text
  }

  /// A value under a name; nil when there is none.
  func text(_ value: Value, named name: String = "", path: [Value] = []) -> String? {
    if value.isUndefined { return nil }
    let isSecret = Self.isSecret(name) || path.contains { Self.isSecret($0.string ?? "") }
    var text = ""
    write(value, isSecret: isSecret, depth: 0, to: &text)
    return text.count > Self.textCharactersMax ? text.prefix(Self.textCharactersMax) + "…" : text
  }

  private func write(_ value: Value, isSecret: Bool, depth: Int, to text: inout String) {
    if text.utf8.count > 4 * Self.textCharactersMax { return }
    switch value.tag {
    case .boolean, .null, .undefined, .node: text += JSONWriter.string(value)
    case _ where isSecret: text += Self.redacted
    case .int, .decimal: text += value.numberText ?? ""
    case .string: write(string: value.string ?? "", to: &text)
    case .array: write(value.items, "[", "]", depth, to: &text)
    case .set: write(value.items, "{", "}", depth, to: &text)
    case .object: writeObject(value, depth, to: &text)
    }
  }

  private func write(string: String, to text: inout String) {
    if isCredential(string) {
      text += Self.redacted
    } else if string.count > Self.stringCharactersMax {
      text += JSONWriter.quoted(String(string.prefix(Self.stringCharactersMax - 1)) + "…")
    } else {
      text += JSONWriter.quoted(string)
    }
  }

  private func write(_ items: [Value], _ open: String, _ close: String, _ depth: Int, to text: inout String) {
    guard depth < Self.depthMax else {
      text += "\(open)…\(close)"
      return
    }
    text += open
    for (index, item) in items.prefix(Self.elementsMax).enumerated() {
      if index > 0 { text += ", " }
      write(item, isSecret: false, depth: depth + 1, to: &text)
    }
    if items.count > Self.elementsMax { text += ", … \(items.count - Self.elementsMax) more" }
    text += close
  }

  private func writeObject(_ value: Value, _ depth: Int, to text: inout String) {
    guard depth < Self.depthMax else {
      text += "{…}"
      return
    }
    text += "{"
    for (index, pair) in value.pairs.prefix(Self.elementsMax).enumerated() {
      if index > 0 { text += ", " }
      let key = pair.key.string
      text += key.map(JSONWriter.quoted) ?? JSONWriter.string(pair.key)
      text += ": "
      write(pair.value, isSecret: Self.isSecret(key ?? ""), depth: depth + 1, to: &text)
    }
    if value.count > Self.elementsMax { text += ", … \(value.count - Self.elementsMax) more" }
    text += "}"
  }

  /// A whole document with its credentials taken out and nothing shortened.
  func redacted(_ value: Value, in arena: Arena, isSecret: Bool = false) -> Value {
    switch value.tag {
    case .boolean, .null, .undefined, .node: return value
    case _ where isSecret: return arena.string(Self.redacted)
    case .string: return isCredential(value.string ?? "") ? arena.string(Self.redacted) : value
    case .int, .decimal: return value
    case .array, .set: return arena.array(value.items.map { redacted($0, in: arena) })
    case .object:
      var builder = ObjectBuilder(arena, capacity: value.count)
      for (key, inner) in value.pairs {
        builder.set(key, redacted(inner, in: arena, isSecret: Self.isSecret(key.string ?? "")))
      }
      return builder.finish()
    }
  }
}

extension JSONWriter {
  /// A JSON string.
  static func quoted(_ text: String) -> String {
    let writer = ByteWriter(capacity: text.utf8.count + 2)
    var text = text
    text.withUTF8 { writeString($0, to: writer, escaping: .plain) }
    return writer.string
  }
}
