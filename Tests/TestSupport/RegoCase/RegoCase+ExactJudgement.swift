import Rego

/// The exact judgement: everything that the case recorded, to the last column.
extension RegoCase {
  /// Nil when the case passes; else what was wanted and what came.
  package func exactFailure(_ environment: RegoEnvironment) -> String? {
    if isOfSharedLayout { return failure(environment) }
    let outcome = run(environment, hasStrictBuiltinErrors: fields["strict_error"].boolean ?? false)
    if let why = judgeExactly(outcome) { return why }
    if has("want_strict_error") {
      let strict = run(environment, hasStrictBuiltinErrors: true)
      let got = strict.errors.map(RecordedError.init)
      let want = [RecordedError(fields["want_strict_error"])]
      if got != want { return "strict: want \(want) got \(got)" }
    }
    return nil
  }

  private func judgeExactly(_ outcome: RegoOutcome) -> String? {
    let got = outcome.errors.map(RecordedError.init)
    if has("want_errors") { return judgeExactly(got, outcome) }
    if !got.isEmpty { return "error \(got)" }
    if fields["want_compile_ok"].boolean == true { return nil }
    if has("want_prints") {
      let want = fields["want_prints"].items.compactMap(\.string)
      if want != outcome.prints { return "prints: want \(want) got \(outcome.prints)" }
    }
    if has("want_terms"), let why = judgeTerms(outcome) { return why }
    return has("want_result") ? judgeRows(outcome) : nil
  }

  private func judgeExactly(_ got: [RecordedError], _ outcome: RegoOutcome) -> String? {
    let want = fields["want_errors"].items.map(RecordedError.init)
    switch fields["unstable"].string {
    case "content": if !matchesAnySeen(outcome.errors) { return "want one of the recorded ones, got \(got)" }
    case "order":
      if got.map(\.description).sorted() != want.map(\.description).sorted() { return "want \(want) got \(got)" }
    default: if got != want { return "want \(want) got \(got)" }
    }
    if outcome.phase.rawValue != fields["want_phase"].string { return "phase: \(outcome.phase)" }
    if let text = fields["want_error_text"].string, text != outcome.errorText {
      return "text: want \(text) got \(outcome.errorText)"
    }
    return nil
  }

  func matchesAnySeen(_ errors: [Diagnostic]) -> Bool {
    let got = errors.map(RecordedError.init)
    return fields["want_errors_seen"].items.contains { $0.items.map(RecordedError.init) == got }
  }

  /// As many rows as recorded, in any order.
  private func judgeRows(_ outcome: RegoOutcome) -> String? {
    let arena = Arena()
    let got = bindings(of: outcome, arena).sorted()
    let want = fields["want_result"].items.map { canonical($0, arena) }.sorted()
    return got == want ? nil : "want \(want.map { JSONWriter.string($0) }) got \(got.map { JSONWriter.string($0) })"
  }

  /// The rows as Rego text.
  func judgeTerms(_ outcome: RegoOutcome) -> String? {
    let got = outcome.rows.map { row in
      outcome.names.enumerated().map { "\($0.element) = \(TermText.string(row[$0.offset]))" }.joined(separator: "; ")
    }
    let want = fields["want_terms"].items.map { row in
      row.pairs.map { "\($0.key.string ?? "") = \($0.value.string ?? "")" }.joined(separator: "; ")
    }
    return got.sorted() == want.sorted() ? nil : "want \(want) got \(got)"
  }
}

/// An error with all that a case records of it.
private struct RecordedError: Equatable, CustomStringConvertible {
  var head: String
  var place: String
  var text: String
  var details: [String]

  init(_ recorded: Value) {
    head = "\(recorded["code"].string ?? ""): \(recorded["message"].string ?? "")"
    let (row, column) = (recorded["row"].integer ?? 0, recorded["col"].integer ?? 0)
    place = "\(recorded["file"].string ?? ""):\(row):\(column)"
    text = recorded["text"].string ?? ""
    details = recorded["details"].items.compactMap(\.string)
  }

  init(_ error: Diagnostic) {
    head = "\(error.code.rawValue): \(error.message)"
    place = "\(error.location.file):\(error.location.row):\(error.location.column)"
    text = error.location.text
    details = error.details
  }

  var description: String { "\(place) \(head) «\(text)» \(details)" }
}
