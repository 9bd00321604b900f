import Rego
import Testing

/// A policy, a query and what it must give, as data.
struct EvaluationCase: Sendable, CustomTestStringConvertible {
  enum Outcome: Sendable {
    /// The value of the query's only expression in its only row, as JSON.
    case value(String)
    /// The rows of bindings, as JSON, in any order.
    case bindings(String)
    case undefined
    /// The error that ends compiling or evaluating, and a part of its message.
    case error(Diagnostic.Code, String)
  }

  var testDescription: String { fact }

  let fact: String
  let modules: [String]
  let query: String
  let outcome: Outcome
  var input: String?
  var data: String?
  var version = RegoVersion.v1
  var isStrict = false

  /// - Parameter policy: modules, parted by lines of `---`; `package t` is put before those that have no package.
  init(
    _ fact: String, _ policy: String = "", query: String = "data.t.p", input: String? = nil, data: String? = nil,
    version: RegoVersion = .v1, strict: Bool = false, _ outcome: Outcome
  ) {
    self.fact = fact
    modules = policy.split(separator: "---\n").map { $0.hasPrefix("package ") ? String($0) : "package t\n" + $0 }
    self.query = query
    self.outcome = outcome
    self.input = input
    self.data = data
    self.version = version
    isStrict = strict
  }

  init(
    _ fact: String, _ policy: String = "", query: String = "data.t.p", input: String? = nil, data: String? = nil,
    version: RegoVersion = .v1, strict: Bool = false, _ value: String
  ) {
    self.init(
      fact, policy, query: query, input: input, data: data, version: version, strict: strict, .value(value))
  }

  /// Compiles and evaluates it, and compares what came with what should have come.
  func check(observer: (any EvaluationObserver)? = nil) throws {
    switch (outcome, try result(observer)) {
    case (.value(let wanted), .success(let rows)):
      #expect(rows.values == [try Document(json: wanted).json])
    case (.bindings(let wanted), .success(let rows)):
      let wanted = try Document(json: wanted)
      #expect(rows.bindings.sorted() == wanted.value.items.map { JSONWriter.string($0) }.sorted())
    case (.undefined, .success(let rows)): #expect(rows.values == [])
    case (.error(let code, let part), .failure(let findings)):
      #expect(findings.all.first?.code == code)
      #expect(part.isEmpty || findings.description.contains(part))
    case (_, .success(let rows)): Issue.record("want an error, got \(rows)")
    case (_, .failure(let findings)): Issue.record("\(findings.all.map(\.description))")
    }
  }

  /// Compiles and evaluates it, whatever comes.
  func run() throws { _ = try result(nil) }

  struct Rows {
    /// Of each row, the value of the last expression.
    var values: [String] = []
    var bindings: [String] = []
  }

  private func result(_ observer: (any EvaluationObserver)?) throws -> Result<Rows, Diagnostics> {
    let document = try input.map { try Document(json: $0) }
    do {
      let (prepared, evaluator) = try prepare()
      let input = document?.value ?? .undefined
      let found =
        if let observer {
          try evaluator.evaluate(prepared, input: input, observer: observer)
        } else {
          try evaluator.evaluate(prepared, input: input)
        }
      var rows = Rows()
      for result in prepared.resultSet(found, in: evaluator.arena).items {
        rows.values.append(JSONWriter.string(result["expressions"].items.last?["value"] ?? .undefined))
        rows.bindings.append(JSONWriter.string(result["bindings"]))
      }
      return .success(rows)
    } catch let findings as Diagnostics {
      return .failure(findings)
    } catch let finding as Diagnostic {
      return .failure(Diagnostics([finding]))
    }
  }

  func prepare(limits: Evaluator.Limits = .init()) throws -> (PreparedQuery, Evaluator) {
    var compiler = Compiler()
    compiler.version = version
    let sources = modules.enumerated().map { SourceText(name: "\($0.offset).rego", text: $0.element) }
    let base = try data.map { try Document(json: $0) }
    let program = try compiler.compile(sources, data: base?.value ?? .undefined)
    let prepared = try program.prepare(query: SourceText(name: "", text: query), version: version)
    let evaluator = Evaluator(symbols: compiler.symbols, limits: limits)
    evaluator.hasStrictBuiltinErrors = isStrict
    return (prepared, evaluator)
  }
}
