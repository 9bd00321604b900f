package import Rego

/// AccessRecords without what differs from run to run: times, identifiers, reasons in words, the order of references.
package enum NormalisedRecord {
  private static let phases = ["SYSTEM", "IDENTITY", "RESOURCE", "SCOPE"]

  /// All records in a text; lines that are no records are skipped.
  package static func all(in text: String, _ arena: Arena) -> [Value] {
    var records: [Value] = []
    // A record is one line, or several of which the last begins with a brace.
    var open = ""
    for line in text.split(separator: "\n") {
      open += line + "\n"
      guard let document = try? Document(json: open) else {
        if !line.hasPrefix(" "), !line.hasPrefix("{") { open = "" }
        continue
      }
      open = ""
      if !document.value["decision"].isUndefined { records.append(normalised(document.value, arena)) }
    }
    return records
  }

  /// A copy of one record, in `arena`.
  package static func normalised(_ record: Value, _ arena: Arena) -> Value {
    var copy = ObjectBuilder(arena)
    for (key, value) in record.pairs {
      switch key.string {
      case "duration": continue
      case "metadata":
        let environment = value["env"]
        if !environment.isUndefined { copy.set("metadata", without(value, keeping: ["env"], arena)) }
      case "references":
        let references = value.items.map { without($0, dropping: ["duration", "reason"], arena) }
        copy.set("references", arena.array(references.sorted { order($0) < order($1) }))
      default: copy.set(key.string ?? "", arena.copy(value))
      }
    }
    return copy.finish()
  }

  private static func without(
    _ object: Value, keeping kept: Set<String>? = nil, dropping dropped: Set<String> = [], _ arena: Arena
  ) -> Value {
    var copy = ObjectBuilder(arena)
    for (key, value) in object.pairs {
      let name = key.string ?? ""
      if kept?.contains(name) ?? !dropped.contains(name) { copy.set(name, arena.copy(value)) }
    }
    return copy.finish()
  }

  private static func order(_ reference: Value) -> (Int, String, String) {
    let phase = phases.firstIndex(of: reference["phase"].string ?? "SYSTEM") ?? phases.count
    return (phase, reference["id"].string ?? "", JSONWriter.string(reference))
  }
}
