import PolicyEngine
import Rego
import Testing

/// A domain and what is explained about it.
struct ExplainBench {
  let snapshot: PolicySnapshot
  let explainer: Explainer
  private let bench: Bench

  init(_ specs: String..., bounds: ExplanationBounds = ExplanationBounds(), version: RegoVersion = .v1) throws {
    try self.init(try Bench.snapshot(specs, version: version), bounds: bounds)
  }

  init(_ snapshot: PolicySnapshot, bounds: ExplanationBounds = ExplanationBounds()) throws {
    self.snapshot = snapshot
    explainer = Explainer(snapshot, bounds: bounds, environment: Bench.environment())
    bench = try Bench(snapshot)
  }

  func explain(_ porc: String) throws -> Explanation {
    explainer.begin()
    return try explainer.explain(porc: Document.kept(json: porc).value)
  }

  /// The words of each set of changes, joined by ` + `, after a check that the patch of each that needs no change of
  /// the domain grants.
  func remedies(_ porc: String) throws -> [String] {
    let explanation = try explain(porc)
    #expect(explanation.problems.isEmpty)
    for remedy in explanation.remedies.sets where remedy.domain == nil {
      let patched = try Self.patched(porc, by: remedy.patch)
      #expect(try bench.decide(patched).allowed, "\(remedy.patch)")
    }
    return explanation.remedies.sets.map { $0.changes.map(\.text).joined(separator: " + ") }
  }

  /// A document with a JSON patch, by the language's own function for that.
  static func patched(_ document: String, by patch: String) throws -> String {
    let compiler = Compiler()
    let program = try compiler.compile([
      SourceText(name: "patch", text: "package t\n\nresult := json.patch(input.document, input.patch)")
    ])
    let evaluator = Evaluator(symbols: compiler.symbols)
    let input = try Document.kept(json: #"{"document": \#(document), "patch": \#(patch)}"#)
    return JSONWriter.string(try evaluator.evaluate(program.prepare(path: ["t", "result"]), input: input.value))
  }
}

extension Bench {
  init(_ snapshot: PolicySnapshot) throws {
    engine = Engine(snapshot, environment: Self.environment())
  }
}

extension Explanation {
  func phase(_ phase: Phase) throws -> PhaseExplanation { try #require(phases.first { $0.phase == phase }) }

  /// `line:column text` of the failing expressions of a phase's first entity, each with those behind it.
  func failures(_ phase: Phase) throws -> [String] {
    let policy = try #require(try self.phase(phase).entities.first?.policy)
    return policy.candidates.flatMap { Self.failures($0) }
  }

  private static func failures(_ rule: RuleExplanation) -> [String] {
    if rule.expressions.isEmpty { return ["arguments"] }
    return rule.expressions.flatMap { expression -> [String] in
      let place = expression.position.map { "\($0.line):\($0.column) " } ?? ""
      let values = expression.values.map { "\($0.text)=\($0.value ?? "undefined")" }.joined(separator: ", ")
      let inner = expression.inner.map { "in: \($0.text)" }
      return [place + expression.text + (values.isEmpty ? "" : " [\(values)]")] + inner
        + expression.because.flatMap { document in
          document.rules.flatMap { rule in
            rule.value == nil ? failures(rule) : rule.expressions.map { "held: \($0.text)" }
          }
        }
    }
  }
}
