import Rego

/// Prints the results of a query in the formats of `opa eval`.
struct RegoResultPrinter {
  enum Format: String, CaseIterable { case json, pretty, raw, values, bindings, discard }

  let arena: Arena
  /// How the query was evaluated, and which lines were: nil when nobody asked.
  var explanation: String?
  var coverage: Value?

  func text(_ results: Value, _ format: Format) -> String {
    if format == .json { return json(document(results)) }
    var text = results.count > 0 || format == .pretty || format == .discard ? plain(results, format) : ""
    if let explanation { text = explanation + text }
    if let coverage { text += "\n" + JSONWriter.pretty(coverage) }
    return text
  }

  private func document(_ results: Value) -> Value {
    var output = ObjectBuilder(arena)
    if results.count > 0 { output.set("result", results) }
    if let explanation {
      output.set("explanation", arena.array(explanation.split(separator: "\n").map { arena.string(String($0)) }))
    }
    if let coverage { output.set("coverage", coverage) }
    return output.finish()
  }

  private func plain(_ results: Value, _ format: Format) -> String {
    switch format {
    case .json: return json(document(results))
    case .discard: return json(ObjectBuilder(arena).finish())
    case .values: return results.items.map { json(arena.array(values($0))) }.joined(separator: "\n")
    case .bindings: return results.items.map { json(bindings($0)) }.joined(separator: "\n")
    case .raw:
      let lines = results.items.map { result in
        values(result).map { $0.string ?? JSONWriter.string($0) }.joined(separator: " ")
      }
      return lines.joined(separator: "\n")
    case .pretty: return pretty(results)
    }
  }

  private func json(_ value: Value) -> String { JSONWriter.pretty(value, escaping: .html) }

  private func values(_ result: Value) -> [Value] { result["expressions"].items.map { $0["value"] } }

  private func bindings(_ result: Value) -> Value {
    result["bindings"].isUndefined ? ObjectBuilder(arena).finish() : result["bindings"]
  }

  /// One value as it is, more of them as a table.
  private func pretty(_ results: Value) -> String {
    let rows = results.items
    guard let top = rows.first else { return "undefined" }
    let names = bindings(top).pairs.map { $0.key.string ?? "" }
    let texts = top["expressions"].items.map { $0["text"].string ?? "" }
    let first = values(top)
    // What only says whether it holds has no column.
    let shown = texts.indices.filter { first[$0].kind != .boolean }
    if rows.count == 1, names.isEmpty, texts.count == 1 || shown.isEmpty { return JSONWriter.pretty(first[0]) }
    let header = names + shown.map { texts[$0] }
    if header.isEmpty { return "" }
    let cells = rows.map { row in
      names.map { JSONWriter.string(bindings(row)[$0]) } + shown.map { JSONWriter.string(values(row)[$0]) }
    }
    return Self.table(header, cells)
  }

  /// A frame of `+`, `-` and `|`; the header stands in the middle, the cells at the left.
  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    let cells = rows.map { $0.map { $0.count > 80 ? String($0.prefix(80)) + "..." : $0 } }
    let widths = header.indices.map { column in
      max(header[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
    let rule = "+" + widths.map { String(repeating: "-", count: $0 + 2) + "+" }.joined()
    let title = header.enumerated().map { column, name in
      let free = widths[column] - name.count
      return " " + spaces(free / 2) + name + spaces(free - free / 2) + " |"
    }
    let lines = cells.map { row in
      "|" + row.enumerated().map { " " + $0.element + spaces(widths[$0.offset] - $0.element.count) + " |" }.joined()
    }
    return ([rule, "|" + title.joined(), rule] + lines + [rule]).joined(separator: "\n")
  }
}
