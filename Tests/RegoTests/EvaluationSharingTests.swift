import Rego
import Testing

/// One compiled policy, many evaluators and many decisions.
@Suite struct EvaluationSharingTests {
  static let policy = """
    import data.grants
    default allow := false
    allow if { some role in roles; grants[role][_] == input.action; not banned }
    roles contains role if some role in input.user.roles
    roles contains "guest" if not input.user
    banned if input.user.name in data.bans
    banned if startswith(input.user.name, "temp-")
    path[i] := part if some i, part in split(input.path, "/")
    chain := upper(concat("-", [x | some x in path; x != ""]))
    under := r if r := roles with input.user as {"roles": ["probe"]}
    out := {"allow": allow, "roles": roles, "path": path, "chain": chain, "under": under, "long": long}
    long := concat(",", [sprintf("%d:%s", [i, input.action]) | some i in numbers.range(1, input.n)])
    """
  static let data = #"{"grants":{"admin":["read","write","dröp"],"guest":["read"]},"bans":["mallory","eve"]}"#

  struct Request: Sendable {
    let input: String
    let allowed: Bool
  }

  static let requests =
    [
      ("alice", ["admin"], "write", true), ("alice", ["guest"], "write", false), ("eve", ["admin"], "read", false),
      ("temp-1", ["admin"], "read", false), ("bob", [], "read", false), ("bob", ["guest", "admin"], "dröp", true),
    ].map { (name: String, roles: [String], action: String, allowed: Bool) in
      Request(
        input:
          #"{"user":{"name":"\#(name)","roles":\#(roles)},"action":"\#(action)","path":"/a/b/ü","n":\#(name.utf8.count * 20)}"#,
        allowed: allowed)
    } + [Request(input: #"{"action":"read","path":"","n":0}"#, allowed: true)]

  static let example = EvaluationCase("", policy, query: "data.t.out", data: data, .undefined)

  /// What an evaluator answers to each request in turn.
  static func answers(_ prepared: PreparedQuery, _ evaluator: Evaluator) throws -> [String] {
    try requests.map { request in
      defer { evaluator.reset() }
      let input = try Document(json: request.input)
      let rows = try evaluator.evaluate(prepared, input: input.value)
      return withExtendedLifetime(input) { JSONWriter.string(rows) }
    }
  }

  @Test func `the policy decides as it says`() throws {
    let (prepared, evaluator) = try Self.example.prepare()
    let answers = try Self.answers(prepared, evaluator)
    for (request, answer) in zip(Self.requests, answers) {
      #expect(answer.hasPrefix(#"[[{"allow":\#(request.allowed),"#), "\(request.input): \(answer)")
      #expect(answer.contains(#""under":["probe"]"#))
    }
    #expect(answers[0].contains(#""chain":"A-B-Ü""#) && answers[0].contains("100:write"))
  }

  @Test func `eight threads with evaluators of their own give the same answers`() async throws {
    let compiler = Compiler()
    let base = try Document(json: Self.data)
    let program = try compiler.compile([SourceText(name: "", text: "package t\n" + Self.policy)], data: base.value)
    let prepared = try program.prepare(query: SourceText(name: "", text: "data.t.out"))
    let symbols = compiler.symbols
    symbols.freeze()
    let wanted = try Self.answers(prepared, Evaluator(symbols: symbols))
    let found = try await withThrowingTaskGroup(of: [[String]].self) { group in
      for _ in 0..<8 {
        group.addTask {
          let evaluator = Evaluator(symbols: symbols)
          return try (0..<40).map { _ in try Self.answers(prepared, evaluator) }
        }
      }
      return try await group.reduce(into: [[String]]()) { $0 += $1 }
    }
    #expect(found.count == 320 && found.allSatisfy { $0 == wanted })
  }

  @Test func `queries are prepared by many threads at once`() async throws {
    let compiler = Compiler()
    let program = try compiler.compile([SourceText(name: "", text: "package t\nf(x) := [x, \"known\", y]\ny := 1")])
    let symbols = compiler.symbols
    symbols.freeze()
    let found = try await withThrowingTaskGroup(of: [String].self) { group in
      for thread in 0..<8 {
        group.addTask {
          try (0..<25).map { index in
            let text = "x := data.t.f([\"new \(thread) \(index)\", \"known\"])"
            let query = try program.prepare(query: SourceText(name: "", text: text))
            let evaluator = Evaluator(symbols: symbols)
            let row = try evaluator.evaluate(query, input: .undefined)
            return JSONWriter.string(row) == #"[[[["new \#(thread) \#(index)","known"],"known",1],true]]"# ? "" : text
          }
        }
      }
      return try await group.reduce(into: [String]()) { $0 += $1 }
    }
    #expect(found.count == 200 && Set(found) == [""])
  }

  @Test func `an evaluator gives the same answers after thousands of decisions, in no more memory`() throws {
    let (prepared, evaluator) = try Self.example.prepare()
    let wanted = try Self.answers(prepared, evaluator)
    for _ in 0..<700 { #expect(try Self.answers(prepared, evaluator) == wanted) }
    #expect(evaluator.arena.bytesUsed == 0)
  }

  @Test func `an evaluator works on after an evaluation that failed`() throws {
    var limits = Evaluator.Limits()
    limits.instructionsMax = 100_000
    let policy =
      "p := input.x if input.x\np := count([1 | some x in numbers.range(1, input.n)]) if input.n\nq := 1 / input.z"
    let (prepared, evaluator) = try EvaluationCase("", policy, .undefined).prepare(limits: limits)
    let bad = try Document(json: #"{"n":100000}"#)
    let conflict = try Document(json: #"{"n":1,"x":5}"#)
    let good = try Document(json: #"{"x":[1]}"#)
    for _ in 0..<20 {
      #expect(throws: Diagnostic.self) { try evaluator.evaluate(prepared, input: bad.value) }
      #expect(throws: Diagnostic.self) { try evaluator.evaluate(prepared, input: conflict.value) }
      #expect(JSONWriter.string(try evaluator.evaluate(prepared, input: good.value)) == "[[[1]]]")
      evaluator.reset()
    }
  }

  @Test func `results of several queries in one decision stay valid together`() throws {
    let compiler = Compiler()
    let program = try compiler.compile([SourceText(name: "", text: "package t\n" + Self.policy)])
    let evaluator = Evaluator(symbols: compiler.symbols)
    let input = try Document(json: Self.requests[0].input)
    for _ in 0..<50 {
      var results: [Value] = []
      for path in [["t", "path"], ["t", "roles"], ["t", "chain"], ["t", "path"]] {
        results.append(try evaluator.evaluate(program.prepare(path: path), input: input.value))
      }
      let text = try program.prepare(query: SourceText(name: "", text: #"x := {"only here": data.t.chain}"#))
      results.append(try evaluator.evaluate(text, input: input.value)[0][0])
      let input = try #"{"path":"/x"}"#.utf8Read(into: evaluator.arena)
      results.append(try evaluator.evaluate(program.prepare(path: ["t", "path"]), input: input))
      #expect(
        results.map { JSONWriter.string($0) } == [
          #"{"0":"","1":"a","2":"b","3":"ü"}"#, #"["admin"]"#, #""A-B-Ü""#, #"{"0":"","1":"a","2":"b","3":"ü"}"#,
          #"{"only here":"A-B-Ü"}"#, #"{"0":"","1":"x"}"#,
        ])
      evaluator.reset()
    }
  }

  @Test func `a path without a rule is the base document there, or undefined`() throws {
    let compiler = Compiler()
    let base = try Document(json: Self.data)
    let program = try compiler.compile([SourceText(name: "", text: "package t.u\nx := {\"k\": [1]}")], data: base.value)
    let evaluator = Evaluator(symbols: compiler.symbols)
    let wanted: [([String], String?)] = [
      (["t", "u", "x"], #"{"k":[1]}"#), (["t", "u", "x", "k"], "[1]"), (["t", "u"], #"{"x":{"k":[1]}}"#),
      (["bans"], #"["mallory","eve"]"#), (["grants", "guest"], #"["read"]"#), (["t", "no"], nil), (["no"], nil),
      (["t", "u", "x", "k", "0"], nil), (["bans", "mallory"], nil), (["t", "u", "x", "no", "more"], nil),
    ]
    for (path, json) in wanted {
      let value = try evaluator.evaluate(program.prepare(path: path), input: .undefined)
      #expect(value.isUndefined ? json == nil : JSONWriter.string(value) == json, "\(path)")
    }
  }
}
