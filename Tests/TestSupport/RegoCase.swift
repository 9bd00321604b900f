package import Rego

/// One Rego conformance case of the shared collections, and the judgement over it.
package struct RegoCase {
  package let file: String
  package let index: Int
  let fields: Value
  /// Keeps the fields' memory.
  private let document: Document

  /// All cases of a file's document.
  package static func cases(of document: Document, file: String) -> [RegoCase] {
    document.value["cases"].items.enumerated().map {
      RegoCase(file: file, index: $0.offset, fields: $0.element, document: document)
    }
  }

  package var note: String { fields["note"].string ?? "" }
  package var key: String { "\(file)#\(index)" }
  /// The built-in that the case is about, where it says so.
  package var builtin: String? { fields["builtin"].string }

  /// Whether the case is about a built-in: it says so, or says nothing and calls it.
  package func isAbout(_ name: String) -> Bool {
    builtin.map { $0 == name } ?? sources.contains { String(decoding: $0.bytes, as: UTF8.self).hasPart("\(name)(") }
  }

  /// Whether the case asks for something that the interfaces used here do not offer yet.
  package var needsMore: Bool {
    for key in ["annotations", "schemas", "capabilities", "unsafe_builtins", "rego_versions", "want_tests"]
    where !fields[key].isUndefined { return true }
    return fields["rego_version"].string == "v0v1" || (!has("want_terms") ? false : !has("want_result"))
      || fields["unstable"].string == "content"
  }

  private func has(_ key: String) -> Bool { !fields[key].isUndefined }

  private var version: RegoVersion { fields["rego_version"].string == "v0" ? .v0 : .v1 }

  private var sources: [SourceText] {
    let modules = fields["modules"]
    if modules.kind == .object {
      return modules.pairs.map { SourceText(name: $0.key.string ?? "", text: $0.value.string ?? "") }
    }
    return modules.items.enumerated().map {
      SourceText(name: "test-\($0.offset).rego", text: $0.element.string ?? "")
    }
  }

  private var query: String {
    let text = fields["query"].string ?? "true"
    guard let input = fields["input_term"].string else { return text }
    return "\(text) with input as \(input)"
  }

  /// 2030, when every certificate of the collections is in force that should be.
  package static let now: Int64 = 1_893_456_000_000_000_000

  /// Nil when the case passes; else what was wanted and what came.
  package func failure(
    builtins: BuiltinRegistry, annotationReader: (@Sendable (Annotations) -> Term)? = nil,
    zoneFile: ((String) -> [UInt8]?)? = nil, now: Int64 = RegoCase.now, network: (any NetworkAccess)? = nil
  ) -> String? {
    let isStrict = fields["strict_error"].boolean ?? false
    return evaluate(builtins, annotationReader, zoneFile, now, network, isStrict: isStrict) { judge($0, $1, $2) }
  }

  /// Nil when built-in errors, being strict, end as `want_strict_error` says or where the case has none.
  package func strictFailure(
    builtins: BuiltinRegistry, now: Int64 = RegoCase.now, network: (any NetworkAccess)? = nil
  ) -> String? {
    let want = fields["want_strict_error"]
    if want.isUndefined { return nil }
    return evaluate(builtins, nil, nil, now, network, isStrict: true) { errors, _, _ in
      let isFound = errors.contains {
        $0.code.rawValue == want["code"].string && $0.message == want["message"].string
          && want["row"].integer == Int64($0.location.row)
      }
      return isFound ? nil : "want \(JSONWriter.string(want)) got \(errors.map(\.description))"
    }
  }

  private func evaluate(
    _ builtins: BuiltinRegistry, _ annotationReader: (@Sendable (Annotations) -> Term)?,
    _ zoneFile: ((String) -> [UInt8]?)?, _ now: Int64, _ network: (any NetworkAccess)?, isStrict: Bool,
    _ judge: ([Diagnostic], [Value], [String]) -> String?
  ) -> String? {
    var errors: [Diagnostic] = []
    var rows: [Value] = []
    var names: [String] = []
    let symbols = SymbolTable()
    var compiler = Compiler(symbols: symbols, builtins: builtins)
    compiler.version = version
    compiler.annotationReader = annotationReader
    compiler.isStrict = fields["strict"].boolean ?? false
    let evaluator = Evaluator(symbols: symbols)
    evaluator.builtins.zoneFile = zoneFile
    evaluator.builtins.network = network
    evaluator.builtins.nowNanoseconds = now
    evaluator.hasStrictBuiltinErrors = isStrict
    do {
      let data = fields["data"]
      let program = try compiler.compile(sources, data: data.kind == .object ? data : .undefined)
      let prepared = try program.prepare(query: SourceText(name: "", text: query), version: version)
      names = prepared.bindings
      rows = try evaluator.evaluate(prepared, input: fields["input"]).items
    } catch let found as Diagnostics {
      errors = found.all
    } catch let found as Diagnostic {
      errors = [found]
    } catch {
      return "unexpected error \(error)"
    }
    return withExtendedLifetime(evaluator) { judge(errors, rows, names) }
  }

  private func judge(_ errors: [Diagnostic], _ rows: [Value], _ names: [String]) -> String? {
    let shown = errors.map(\.description).joined(separator: "; ")
    if fields["want_compile_ok"].boolean == true {
      return errors.isEmpty ? nil : "should compile: \(shown)"
    }
    if has("want_errors") { return judgeErrors(errors) }
    if has("want_error") || has("want_error_code") {
      let code = fields["want_error_code"].string
      let text = fields["want_error"].string ?? ""
      let found = errors.contains { (code == nil || $0.code.rawValue == code) && $0.description.hasPart(text) }
      return found
        ? nil : "want \(code ?? "") `\(text)`, got \(errors.isEmpty ? "\(rows.map { JSONWriter.string($0) })" : shown)"
    }
    if !errors.isEmpty { return "error \(shown)" }
    return judgeResult(rows, names)
  }

  private func judgeErrors(_ errors: [Diagnostic]) -> String? {
    let missing = fields["want_errors"].items.filter { want in
      !errors.contains { error in
        error.code.rawValue == want["code"].string && error.message.hasPart(want["message"].string ?? "")
          && (want["row"].integer ?? 0 == 0 || want["row"].integer == Int64(error.location.row))
      }
    }
    if missing.isEmpty, !errors.isEmpty { return nil }
    return "missing \(missing.map { JSONWriter.string($0) }) got \(errors.map(\.description))"
  }

  private func judgeResult(_ rows: [Value], _ names: [String]) -> String? {
    let sorts = fields["sort_bindings"].boolean ?? false
    let drops = fields["ignore_generated_vars"].boolean ?? false
    let arena = Arena()
    let got = rows.map { row in
      var object = ObjectBuilder(arena)
      for (position, name) in names.enumerated() where !(drops && name.hasPrefix("__")) {
        object.set(arena.string(name), RegoCase.canonical(row[position], arena, sorts: sorts))
      }
      return object.finish()
    }
    let want = fields["want_result"].items.map { RegoCase.canonical($0, arena, sorts: sorts) }
    if Set(got) == Set(want) { return nil }
    return "want \(want.map { JSONWriter.string($0) }) got \(got.map { JSONWriter.string($0) })"
  }

  /// Sets as sorted arrays, keys as strings; with `sorts` arrays sorted too: what JSON can say.
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
