package import Rego

/// Modules, data, an input and a query, and what must hold when they are compiled and evaluated.
package struct Subject {
  package var modules: [[UInt8]] = []
  package var version = RegoVersion.v1
  package var isStrict = false
  package var query = "data.t"
  package var input: Document?
  package var data: Document?
  /// Without those that answer otherwise each time.
  package var builtins = Subject.standard
  package var limits = Evaluator.Limits()

  private static let standard = BuiltinRegistry.standard.removing(["rand.intn", "uuid.rfc4122"])

  package init() {
    limits.instructionsMax = 20_000
    limits.memoryBytesMax = 4 << 20
  }

  /// It ends, within its bounds; twice it gives the same; what it gives can be written and read.
  package func check() throws(FuzzTarget.BrokenProperty) {
    var compiler = Compiler(builtins: builtins)
    compiler.version = version
    compiler.isStrict = isStrict
    compiler.keepsPrint = true
    let sources = modules.enumerated().map { SourceText(name: "\($0.offset).rego", bytes: $0.element) }
    let prepared: PreparedQuery
    do throws(Diagnostics) {
      let program = try compiler.compile(sources, data: data?.value ?? .undefined)
      prepared = try program.prepare(query: SourceText(name: "", text: query), version: version)
    } catch {
      try FuzzTarget.require(!error.all.isEmpty, "refused without a finding")
      _ = error.description
      return
    }
    let evaluator = Evaluator(symbols: compiler.symbols, limits: limits)
    let first = try outcome(prepared, evaluator)
    evaluator.reset()
    try FuzzTarget.require(try outcome(prepared, evaluator) == first, "evaluating again gives another result")
    let fresh = Evaluator(symbols: compiler.symbols, limits: limits)
    try FuzzTarget.require(try outcome(prepared, fresh) == first, "a fresh evaluator gives another result")
  }

  /// The result's JSON, or the error's text.
  private func outcome(_ prepared: PreparedQuery, _ evaluator: Evaluator) throws(FuzzTarget.BrokenProperty) -> String {
    let value: Value
    do throws(Diagnostic) {
      value = try evaluator.evaluate(prepared, input: input?.value ?? .undefined)
    } catch {
      return error.description
    }
    let text = JSONWriter.string(value)
    let again: Document
    do throws(JSONError) { again = try Document(json: text) } catch {
      throw FuzzTarget.BrokenProperty("the result is no JSON (\(error)): \(text)")
    }
    try FuzzTarget.require(again.json == text, "the result's JSON changes: \(text) \(again.json)")
    let copy = Document(copying: value)
    try FuzzTarget.require(Value.equal(copy.value, value), "a copy of the result is not equal: \(text)")
    return text
  }
}
