import Rego

/// Every setting with its value and where that comes from, as a table or as a document for tools.
struct SettingsReport {
  private struct Row {
    let setting: Setting
    /// As it is written; nil where nothing is set.
    let text: String?
    let elements: [String]?
    let source: SettingValue.Source?

    var shown: String {
      let text = text ?? setting.defaultText
      return text.isEmpty ? "-" : text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    var origin: String {
      switch source {
      case nil: "default"
      case .environment(let name): name
      case .file(_, let position): "\(position)"
      }
    }
  }

  private let rows: [Row]
  private let file: ConfigurationFile

  init(_ settings: Settings) {
    file = settings.file
    rows = SettingsTable.all.compactMap { setting in
      switch setting.kind {
      case .ignored: return nil
      case .auditEntries:
        guard let entry = settings.file.entry(setting.key) else { break }
        // Where values come from, not what they are: variables may hold secrets.
        let texts = AuditEntry.read(entry.value).entries.map { "\($0.name)=\($0.kind.rawValue):\($0.value)" }
        return Row(
          setting: setting, text: texts.joined(separator: ","), elements: texts,
          source: .file(key: entry.key, entry.value.position))
      default:
        guard let found = settings.value(setting.key) else { break }
        return Row(setting: setting, text: found.text, elements: found.elements, source: found.source)
      }
      return Row(setting: setting, text: nil, elements: nil, source: nil)
    }
  }

  /// What is set, with the place that it comes from, by key.
  var changes: [String: String] {
    let set = rows.filter { $0.source != nil }
    return Dictionary(uniqueKeysWithValues: set.map { ($0.setting.key, "\($0.shown) (\($0.origin))") })
  }

  /// Columns, below a line that names the file.
  var text: String {
    let head = file.path ?? "no configuration file (looked for \(file.candidates.joined(separator: ", ")))"
    var table = [["SETTING", "VALUE", "SOURCE", "DEFAULT"]]
    for row in rows {
      let byDefault = row.setting.defaultText
      table.append([row.setting.key, row.shown, row.origin, byDefault.isEmpty ? "-" : byDefault])
    }
    let widths = (0..<3).map { column in table.map { min($0[column].count, 48) }.max() ?? 0 }
    let lines = table.map { cells in
      cells.enumerated().map { column, cell in
        column < 3 ? cell + String(repeating: " ", count: max(0, widths[column] - cell.count)) : cell
      }.joined(separator: "  ")
    }
    return (["# \(head)"] + lines).joined(separator: "\n")
  }

  /// `{"file": …, "settings": [{"key", "value", "default", "source", "variable", "flag", "meaning", "allowed"}, …]}`.
  var document: String {
    let document = Document { arena in
      var root = ObjectBuilder(arena)
      root.set("file", file.path.map(arena.string) ?? .null)
      root.set("settings", arena.array(rows.map { Self.value($0, arena) }))
      return root.finish()
    }
    return document.withValue { JSONWriter.pretty($0) }
  }

  private static func value(_ row: Row, _ arena: Arena) -> Value {
    func text(_ text: String) -> Value { text.isEmpty ? .null : arena.string(text) }
    var object = ObjectBuilder(arena)
    object.set("key", arena.string(row.setting.key))
    let value = row.elements.map { arena.array($0.map(arena.string)) }
    object.set("value", value ?? text(row.text ?? row.setting.defaultText))
    object.set("default", text(row.setting.defaultText))
    object.set("meaning", arena.string(row.setting.meaning))
    object.set("allowed", arena.string(row.setting.allowed))
    object.set("variable", row.setting.variableName.map(arena.string) ?? .null)
    object.set("flag", row.setting.flag.map { arena.string("--\($0.name)") } ?? .null)
    switch row.source {
    case nil: object.set("source", arena.string("default"))
    case .environment: object.set("source", arena.string("environment"))
    case .file(let key, let position):
      object.set("source", arena.string("file"))
      object.set("written", arena.string(key))
      object.set("line", Value(position.line))
      object.set("column", Value(position.column))
    }
    return object.finish()
  }
}
