import Rego
import Rune

/// A bundle whose generated module is written by hand here: rule sets in packages `policy.<id>`, the framework and a
/// manifest.
struct HandmadeBundle {
  /// What the packages say beside `import rego.v1`, by the ids of their rule sets.
  var ruleSets: [String: String]
  /// The rule sets that a rule set contains.
  var inner: [String: [String]] = [:]
  /// More modules.
  var modules: [String] = []
  /// The document `data.rune.policy_bundle`, as JSON; nil for none.
  var manifest: String?

  /// The answer to a query in JSON, the same in both versions of the language.
  func answer(_ query: String = "data.rune.results", input: String = "{}") throws -> String {
    try answers(query, inputs: [input])[0]
  }

  /// The answers to a query for several inputs; compiled once.
  func answers(_ query: String = "data.rune.results", inputs: [String]) throws -> [String] {
    let v0 = try answers(query, inputs, .v0)
    let v1 = try answers(query, inputs, .v1)
    return zip(v0, v1).map { $0 == $1 ? $0 : "v0: \($0), v1: \($1)" }
  }

  private func answers(_ query: String, _ inputs: [String], _ version: RegoVersion) throws -> [String] {
    let data = try manifest.map { try Document(json: "{\"rune\": {\"policy_bundle\": \($0)}}") }
    var compiler = Compiler()
    compiler.version = version
    let program = try compiler.compile(sources, data: data?.value ?? .undefined)
    let prepared = try program.prepare(query: SourceText(name: "", text: query), version: .v1)
    let evaluator = Evaluator(symbols: compiler.symbols)
    return try inputs.map { text in
      evaluator.reset()
      let input = try Document(json: text)
      let rows = try evaluator.evaluate(prepared, input: input.value)
      let found = prepared.resultSet(rows, in: evaluator.arena).items
      guard let last = found.first?["expressions"].items.last else { return "undefined" }
      return JSONWriter.string(last["value"])
    }
  }

  private var sources: [SourceText] {
    let framework = RuneFramework.modules(version: RuneFramework.versions.last ?? "") ?? []
    let written = ruleSets.sorted { $0.key < $1.key }.map { "package policy.\($0.key)\nimport rego.v1\n\($0.value)" }
    return framework
      + (written + [generated] + modules).enumerated().map { SourceText(name: "\($0.offset).rego", text: $0.element) }
  }

  private var generated: String {
    var text = "package rune\nimport rego.v1\n"
    for (id, body) in ruleSets.sorted(by: { $0.key < $1.key }) {
      let outcomes = (inner[id] ?? []).map { "\"\($0)\": rule_set_outcomes[\"\($0)\"]" }.joined(separator: ", ")
      text += "rule_set_outcomes[\"\(id)\"] := evaluated(sources[\"\(id)\"], {\(outcomes)})\n"
      // As a generator does it: what a package has no rule for is not asked for.
      for name in ["metadata", "allow", "deny"] where body.contains(name) {
        text += "sources[\"\(id)\"].\(name) := data.policy.\(id).\(name)\n"
      }
    }
    return text
  }
}

extension HandmadeBundle {
  /// A bundle of one rule set, `m`, that is combined by `default-allow`: only what the rule set itself comes to counts.
  init(_ body: String, strategy: String = "default-allow") {
    self.init(
      ruleSets: ["m": body],
      manifest: #"{"name": "b", "rule_sets": ["m"], "resolution_strategy": "\#(strategy)"}"#)
  }

  /// `metadata` of a rule set.
  static func metadata(_ strategy: String, name: String = "M") -> String {
    "metadata := {\"name\": \"\(name)\", \"resolution_strategy\": \"\(strategy)\"}\n"
  }
}
