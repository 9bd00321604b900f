package import Rego

/// The plain judgement: the results, and each wanted error's code, message and row among those that came.
extension RegoCase {
  /// Nil when the case passes with these built-ins; else what was wanted and what came.
  package func failure(
    builtins: BuiltinRegistry, zoneFile: (@Sendable (String) -> [UInt8]?)? = nil, network: (any NetworkAccess)? = nil
  ) -> String? {
    failure(RegoEnvironment(builtins: builtins, zoneFile: zoneFile, network: network))
  }

  /// Nil when built-in errors, being strict, end as `want_strict_error` says or where the case has none.
  package func strictFailure(builtins: BuiltinRegistry, network: (any NetworkAccess)? = nil) -> String? {
    let want = fields["want_strict_error"]
    if want.isUndefined { return nil }
    let errors = run(RegoEnvironment(builtins: builtins, network: network), hasStrictBuiltinErrors: true).errors
    let isFound = errors.contains {
      $0.code.rawValue == want["code"].string && $0.message == want["message"].string
        && want["row"].integer == Int64($0.location.row)
    }
    return isFound ? nil : "want \(JSONWriter.string(want)) got \(errors.map(\.description))"
  }

  /// Nil when the case passes; else what was wanted and what came.
  package func failure(_ environment: RegoEnvironment) -> String? {
    let outcome = run(environment, hasStrictBuiltinErrors: fields["strict_error"].boolean ?? false)
    let (errors, rows) = (outcome.errors, outcome.rows)
    let shown = errors.map(\.description).joined(separator: "; ")
    if fields["want_compile_ok"].boolean == true { return errors.isEmpty ? nil : "should compile: \(shown)" }
    if has("want_errors") { return judgeErrors(errors) }
    if has("want_error") || has("want_error_code") {
      let code = fields["want_error_code"].string
      let text = fields["want_error"].string ?? ""
      let found = errors.contains { (code == nil || $0.code.rawValue == code) && $0.description.hasPart(text) }
      return found
        ? nil
        : "want \(code ?? "") `\(text)`, got \(errors.isEmpty ? "\(rows.map { $0.map { JSONWriter.string($0) } })" : shown)"
    }
    if !errors.isEmpty { return "error \(shown)" }
    return has("want_result") ? judgeResult(outcome) : judgeTerms(outcome)
  }

  private func judgeErrors(_ errors: [Diagnostic]) -> String? {
    let missing = fields["want_errors"].items.filter { want in
      !errors.contains { error in
        error.code.rawValue == want["code"].string && error.message.hasPart(want["message"].string ?? "")
          && (want["row"].integer ?? 0 == 0 || want["row"].integer == Int64(error.location.row))
      }
    }
    if missing.isEmpty, !errors.isEmpty { return nil }
    if fields["unstable"].string == "content", !errors.isEmpty, matchesAnySeen(errors) { return nil }
    return "missing \(missing.map { JSONWriter.string($0) }) got \(errors.map(\.description))"
  }

  /// As sets: the engine may find a row twice.
  private func judgeResult(_ outcome: RegoOutcome) -> String? {
    let arena = Arena()
    let got = bindings(of: outcome, arena)
    let want = fields["want_result"].items.map { canonical($0, arena) }
    if Set(got) == Set(want) { return nil }
    return "want \(want.map { JSONWriter.string($0) }) got \(got.map { JSONWriter.string($0) })"
  }

  /// The rows as JSON can say them: sets as sorted arrays, keys as strings.
  func bindings(of outcome: RegoOutcome, _ arena: Arena) -> [Value] {
    let drops = fields["ignore_generated_vars"].boolean ?? false
    return outcome.rows.map { row in
      var object = ObjectBuilder(arena)
      for (position, name) in outcome.names.enumerated() where !(drops && name.hasPrefix("__")) {
        object.set(arena.string(name), canonical(row[position], arena))
      }
      return object.finish()
    }
  }

  func canonical(_ value: Value, _ arena: Arena) -> Value {
    RegoCase.canonical(value, arena, sorts: fields["sort_bindings"].boolean ?? false)
  }

  private static func canonical(_ value: Value, _ arena: Arena, sorts: Bool) -> Value {
    switch value.kind {
    case .array:
      let items = value.items.map { canonical($0, arena, sorts: sorts) }
      return arena.array(sorts ? items.sorted() : items)
    case .set:
      let items = value.items.map { canonical($0, arena, sorts: sorts) }
      return arena.array(sorts ? items.sorted() : items)
    case .object:
      var object = ObjectBuilder(arena)
      for (key, member) in value.pairs {
        let name = key.kind == .string ? key : arena.string(JSONWriter.string(key))
        object.set(name, canonical(member, arena, sorts: sorts))
      }
      return object.finish()
    // What is no UTF-8 is written as JSON writes it.
    case .string: return arena.string(value.string ?? "")
    default: return value
    }
  }
}

extension String {
  /// Whether `part` occurs.
  package func hasPart(_ part: String) -> Bool {
    if part.isEmpty { return true }
    let needle = Array(part.utf8)
    let hay = Array(utf8)
    guard hay.count >= needle.count else { return false }
    return (0...(hay.count - needle.count)).contains { hay[$0..<($0 + needle.count)].elementsEqual(needle) }
  }
}
