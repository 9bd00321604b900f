import Rego

/// What came of a case.
struct RegoOutcome {
  enum Phase: String { case parse, compile, query, eval }

  /// Where the errors came from.
  var phase = Phase.parse
  var errors: [Diagnostic] = []
  /// The names of the bindings and their values, a row a result.
  var names: [String] = []
  var rows: [[Value]] = []
  var prints: [String] = []
  /// Keeps the rows' memory.
  var evaluator: Evaluator?

  /// The whole error as the reference writes it: an evaluation and an empty text have one error, not a list; texts that
  /// do not parse have a list each.
  var errorText: String {
    guard let first = errors.first else { return "" }
    if phase == .eval || (phase == .parse && errors.count == 1 && first.location.row == 0) { return first.description }
    guard phase == .parse else { return Diagnostics(errors).description }
    var files: [String] = []
    for error in errors where !files.contains(error.location.file) { files.append(error.location.file) }
    let lists = files.map { file in Diagnostics(errors.filter { $0.location.file == file }).description }
    return lists.joined(separator: "\n")
  }
}

extension RegoCase {
  /// Parses, compiles and evaluates.
  func run(_ environment: RegoEnvironment, hasStrictBuiltinErrors: Bool) -> RegoOutcome {
    var outcome = RegoOutcome()
    do {
      let compiler = compiler(environment)
      let program = try compile(compiler, &outcome)
      guard let query else { return outcome }
      outcome.phase = .query
      let prepared = try program.prepare(query: SourceText(name: "", text: query), version: version)
      outcome.phase = .eval
      try evaluate(prepared, compiler, environment, hasStrictBuiltinErrors, &outcome)
    } catch let found as Diagnostics {
      outcome.errors = found.all
    } catch let found as Diagnostic {
      outcome.errors = [found]
    } catch {
      outcome.errors = [Diagnostic(.evalInternal, "\(error)", at: .none)]
    }
    return outcome
  }

  private func compile(_ compiler: Compiler, _ outcome: inout RegoOutcome) throws(Diagnostics) -> Program {
    var modules: [Module] = []
    var findings: [Diagnostic] = []
    for source in sources {
      do throws(Diagnostics) { modules.append(try compiler.parse(source.text, version: source.version)) } catch {
        findings += error.all
      }
    }
    if !findings.isEmpty { throw Diagnostics(findings) }
    outcome.phase = .compile
    let data = fields["data"]
    return try compiler.compile(modules, data: data.kind == .object ? data : .undefined)
  }

  private func evaluate(
    _ query: PreparedQuery, _ compiler: Compiler, _ environment: RegoEnvironment, _ isStrict: Bool,
    _ outcome: inout RegoOutcome
  ) throws(Diagnostic) {
    let evaluator = Evaluator(symbols: compiler.symbols, limits: limits)
    outcome.evaluator = evaluator
    evaluator.builtins.zoneFile = environment.zoneFile
    evaluator.builtins.network = environment.network
    evaluator.builtins.nowNanoseconds = RegoEnvironment.now
    evaluator.hasStrictBuiltinErrors = isStrict
    let prints = PrintedLines()
    evaluator.builtins.onPrint = { text, _ in prints.lines.append(text) }
    defer { outcome.prints = prints.lines }
    let rows = try evaluator.evaluate(query, input: fields["input"]).items
    let names = query.bindings
    if isOfSharedLayout {
      (outcome.names, outcome.rows) = (names, rows.map(\.items))
      return
    }
    // Our cases were recorded below the interface that names declared variables and shows what is false.
    let kept = names.indices.filter { !query.declared.contains(names[$0]) }
    outcome.names = kept.map { names[$0] }
    let holding = rows.filter { row in !row.items.dropFirst(names.count).contains { $0.boolean == false } }
    outcome.rows = holding.map { row in kept.map { row[$0] } }
  }

  private var limits: Evaluator.Limits {
    var limits = Evaluator.Limits()
    func set(_ key: String, _ path: WritableKeyPath<Evaluator.Limits, Int>) {
      if let number = fields["limits"][key].integer { limits[keyPath: path] = Int(number) }
    }
    set("instructions", \.instructionsMax)
    set("memory_bytes", \.memoryBytesMax)
    set("call_depth", \.callDepthMax)
    return limits
  }

  private final class PrintedLines {
    var lines: [String] = []
  }

  private func compiler(_ environment: RegoEnvironment) -> Compiler {
    var compiler = Compiler(builtins: environment.builtins)
    compiler.version = version
    compiler.keepsPrint = !isOfSharedLayout
    compiler.annotations = readsAnnotations ? environment.annotations : nil
    compiler.isStrict = fields["strict"].boolean ?? false
    compiler.unsafeBuiltins = Set(strings("unsafe_builtins"))
    compiler.schemas = schemas
    compiler.capabilities = capabilities(environment)
    return compiler
  }

  private func strings(_ key: String, in value: Value? = nil) -> [String] {
    (value ?? fields)[key].items.compactMap(\.string)
  }

  private var schemas: SchemaSet {
    var set = SchemaSet()
    for (name, schema) in fields["schemas"].pairs {
      set[(name.string ?? "").split(separator: ".").map(String.init)] = Document(copying: schema)
    }
    return set
  }

  /// The case's filter over everything.
  private func capabilities(_ environment: RegoEnvironment) -> Capabilities? {
    let filter = fields["capabilities"]
    guard filter.kind == .object else { return nil }
    var result = Capabilities.current(for: version, builtins: environment.builtins)
    if !filter["only_builtins"].isUndefined { result.builtins.formIntersection(strings("only_builtins", in: filter)) }
    result.builtins.subtract(strings("remove_builtins", in: filter))
    if filter["set_features"].boolean == true { result.features = Set(strings("features", in: filter)) }
    if filter["set_future_keywords"].boolean == true {
      result.futureKeywords = Set(strings("future_keywords", in: filter))
    }
    return result
  }
}

extension RegoCase {
  /// What this engine answers, in the words of a case, for authors of cases to read over.
  package func answer(_ environment: RegoEnvironment) -> String {
    let outcome = run(environment, hasStrictBuiltinErrors: fields["strict_error"].boolean ?? false)
    let arena = Arena()
    var answer = ObjectBuilder(arena)
    answer.set("note", arena.string(note))
    if outcome.errors.isEmpty {
      answer.set("want_result", arena.array(bindings(of: outcome, arena)))
    } else {
      answer.set("want_phase", arena.string(outcome.phase.rawValue))
      answer.set("want_errors", arena.array(outcome.errors.map { RegoCase.record($0, arena) }))
      answer.set("want_error_text", arena.string(outcome.errorText))
    }
    return JSONWriter.string(answer.finish())
  }

  private static func record(_ error: Diagnostic, _ arena: Arena) -> Value {
    var record = ObjectBuilder(arena)
    record.set("code", arena.string(error.code.rawValue))
    record.set("message", arena.string(error.message))
    record.set("file", arena.string(error.location.file))
    record.set("row", Value(error.location.row))
    record.set("col", Value(error.location.column))
    record.set("text", arena.string(error.location.text))
    if !error.details.isEmpty { record.set("details", arena.array(error.details.map { arena.string($0) })) }
    return record.finish()
  }
}
