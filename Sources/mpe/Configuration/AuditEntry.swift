import PolicyDomain

/// One entry of `audit.env`: a name that records carry, and where its value comes from.
struct AuditEntry: Sendable, Equatable {
  enum Kind: String, CaseIterable, Sendable {
    case environment = "env"
    case literal = "string"
    case label = "k8s-label"
    case annotation = "k8s-annot"
  }

  let name: String
  let kind: Kind
  /// A variable, a text, a label or an annotation.
  let value: String

  /// Reads the setting's value. Entries that are not understood are left out.
  static func read(_ list: YAMLOutline) -> (entries: [AuditEntry], findings: [SettingFinding]) {
    var reader = AuditEntryReader()
    reader.read(list)
    return (reader.entries, reader.findings)
  }
}

/// Reads `audit.env`, and collects what is wrong with it.
private struct AuditEntryReader {
  private(set) var entries: [AuditEntry] = []
  private(set) var findings: [SettingFinding] = []
  private static let form = "write a list of entries with `name`, `type` and `value`"

  mutating func read(_ list: YAMLOutline) {
    switch list.content {
    case .null: return
    case .sequence(let items): for item in items { readEntry(item) }
    case .mapping:
      add("`audit.env` is a mapping, as it was long ago: no entry counts", list, Self.form)
    case .boolean, .number, .text:
      add("`audit.env` is \(ConfigurationFile.describe(list)): no entry counts", list, Self.form)
    }
  }

  private mutating func readEntry(_ item: YAMLOutline) {
    guard case .mapping(let pairs) = item.content else {
      add("an entry of `audit.env` is \(ConfigurationFile.describe(item)), it is skipped", item, Self.form)
      return
    }
    let fields = ["name", "type", "value"]
    for pair in pairs where !fields.contains(pair.key.lowercased()) {
      let near = NearestWord.of(pair.key.lowercased(), among: fields).map { "did you mean `\($0)`?" }
      findings.append(
        SettingFinding(
          .error, "an entry of `audit.env` has no `\(pair.key)`", at: .file(pair.position), remedy: near ?? Self.form))
    }
    let name = text("name", of: item)
    let type = text("type", of: item)
    guard let kind = AuditEntry.Kind(rawValue: type) else {
      let message = "audit.env: unknown type \"\(type)\" for entry \"\(name)\", skipping"
      let types = AuditEntry.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      findings.append(
        SettingFinding(
          .error, message, at: .file((item["type"] ?? item).position), remedy: "types are \(types)",
          logMessage: message))
      return
    }
    if name.isEmpty { add("an entry of `audit.env` has no name", item, "add `name`: records carry it") }
    if entries.contains(where: { $0.name == name }) {
      findings.append(
        SettingFinding(
          .warning, "`\(name)` is there twice in `audit.env`: the last one counts", at: .file(item.position),
          remedy: "remove one of the two"))
    }
    let value = text("value", of: item)
    if value.isEmpty, kind != .literal, pairs.allSatisfy({ fields.contains($0.key.lowercased()) }) {
      let what = ["env": "variable", "k8s-label": "label", "k8s-annot": "annotation"][type] ?? type
      add("entry `\(name)` of `audit.env` names no \(what)", item, "add `value`")
    }
    entries.append(AuditEntry(name: name, kind: kind, value: value))
  }

  /// A field's text, empty when there is none.
  private mutating func text(_ key: String, of item: YAMLOutline) -> String {
    guard let field = item[key] else { return "" }
    if let text = field.scalarText { return text }
    if case .null = field.content { return "" }
    add("`\(key)` of an entry of `audit.env` is \(ConfigurationFile.describe(field))", field, "write text")
    return ""
  }

  private mutating func add(_ message: String, _ node: YAMLOutline, _ remedy: String) {
    findings.append(SettingFinding(.error, message, at: .file(node.position), remedy: remedy))
  }
}
