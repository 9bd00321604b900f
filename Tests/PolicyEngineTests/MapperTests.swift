import PolicyEngine
import Rego
import Testing

/// Mappers, good and bad.
@Suite struct MapperTests {
  static func mapper(_ name: String, _ rego: String, selector: String = "[]") -> String {
    let lines = rego.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n")
    return "    - name: \(name)\n      selector: \(selector)\n      rego: |\n        package mapper\n\(lines)"
  }

  static func domain(_ mappers: String...) -> String {
    Parts.domain + "\n  mappers:\n" + mappers.joined(separator: "\n")
  }

  static let porc = #"porc = {"principal": {"mroles": ["r:yes"]}, "operation": "o", "resource": input.path}"#

  @Test("a mapper's PORC is decided about")
  func decides() throws {
    let bench = try Bench(Self.domain(Self.mapper("m", Self.porc)))
    let input = try Document.kept(json: #"{"path":"mrn:p"}"#)
    bench.engine.begin()
    #expect(bench.engine.check(mapperInput: input.value).allowed)
    #expect(try bench.lastRecord().value["resource"].string == "mrn:p")
  }

  @Test(
    "a mapper that gives no PORC denies, with a record that says why",
    arguments: [
      ("porc = x { x := input.nope }", "failed to evaluate mapper Rego: no opa results: m, query: data.mapper.porc"),
      ("other = 1", "failed to evaluate mapper Rego: no opa results: m, query: data.mapper.porc"),
      ("porc = 1\nporc = 2", "failed to evaluate mapper Rego: m:"),
      ("porc = 1 { 1 / 0 }", "failed to evaluate mapper Rego: no opa results: m"),
      ("porc = null", "the mapper gave no PORC: a PORC must be an object, not null"),
      ("porc = 7", "the mapper gave no PORC: a PORC must be an object, not a number"),
      ("porc = \"x\"", "the mapper gave no PORC: a PORC must be an object, not a string"),
      ("porc = [1]", "the mapper gave no PORC: a PORC must be an object, not an array"),
      ("porc = {1}", "the mapper gave no PORC: a PORC must be an object, not an array"),
      ("porc = true", "the mapper gave no PORC: a PORC must be an object, not a boolean"),
    ])
  func deniesWithoutPORC(_ rego: String, _ reason: String) throws {
    let bench = try Bench(Self.domain(Self.mapper("m", rego)))
    bench.engine.begin()
    let decision = bench.engine.check(mapperInput: .null)
    #expect(!decision.allowed)
    #expect(decision.references.count == 1)
    #expect(decision.references[0].reason.hasPrefix(reason), "\(decision.references[0].reason)")
    let record = try bench.lastRecord().value
    #expect(record["decision"].string == "DENY")
    #expect(record["metadata"]["id"].string == decision.id)
    #expect(record["references"][0]["reasonCode"].string == "EVALUATION_ERROR")
    #expect(record["references"][0]["phase"].isUndefined)
    #expect(record["systemOverride"].isUndefined)
  }

  @Test("sets and keys that are no strings become JSON")
  func normalises() throws {
    let bench = try Bench(
      Self.domain(Self.mapper("m", #"porc = {"s": {2, 1}, "k": {1: "a", true: 2, ["k"]: {3}}}"#)))
    bench.engine.begin()
    let porc = try bench.engine.map(.null)
    #expect(JSONWriter.string(porc) == #"{"k":{"1":"a","[\"k\"]":[3],"true":2},"s":[1,2]}"#)
  }

  @Test("one mapper is used whatever its selector says, even a broken one", arguments: ["[nomatch]", "[\"(\"]", "[]"])
  func ignoresLoneSelector(_ selector: String) throws {
    let bench = try Bench(Self.domain(Self.mapper("m", "porc = {}", selector: selector)))
    bench.engine.begin()
    #expect(try bench.engine.map(.null).kind == .object)
  }

  @Test(
    "of several mappers in a domain the first whose selector matches the principal, else the host, is used",
    arguments: [
      (#"{"destination":{"principal":"spiffe://b"}}"#, "b"), (#"{"destination":{"principal":"spiffe://a"}}"#, "a"),
      (#"{"request":{"http":{"host":"b.example"}}}"#, "b"),
      (#"{"destination":{"principal":"spiffe://a"},"request":{"http":{"host":"b.example"}}}"#, "a"),
      (#"{"destination":{"principal":"other"},"request":{"http":{"host":"b.example"}}}"#, "b"),
      (#"{"destination":{"principal":"other"}}"#, nil), ("{}", nil), ("null", nil),
    ] as [(String, String?)])
  func selects(_ input: String, _ expected: String?) throws {
    let bench = try Bench(
      Self.domain(
        Self.mapper("a", #"porc = {"m": "a"}"#, selector: "[spiffe://a]"),
        Self.mapper("b", #"porc = {"m": "b"}"#, selector: "[spiffe://.*, b.example]")))
    let document = try Document.kept(json: input)
    bench.engine.begin()
    let chosen = (try? bench.engine.map(document.value))?["m"].string
    #expect(chosen == expected)
    if expected == nil { #expect(!bench.engine.check(mapperInput: document.value).allowed) }
  }

  @Test("without a usable mapper a server can say so before it starts")
  func reportsProblems() throws {
    let none = try Bench.snapshot([Parts.domain])
    #expect(none.mapperProblem(domain: nil)?.coded == "no mappers found in any domain(code-NOTFOUND_ERROR)")
    #expect(none.mapperProblem(domain: "d0")?.coded == "no mappers found in domain 'd0'(code-NOTFOUND_ERROR)")
    #expect(none.mapperProblem(domain: "x")?.coded == "domain 'x' not found(code-NOTFOUND_ERROR)")
    let one = Self.domain(Self.mapper("m", "porc = {}"))
    let two = try Bench.snapshot([one, one])
    #expect(
      two.mapperProblem(domain: nil)?.coded
        == "multiple mappers found across domains, please specify a domain name using --name/-n(code-UNKNOWN_ERROR)")
    #expect(two.mapperProblem(domain: "d1") == nil)
    let broken = try Bench.snapshot([
      Self.domain(Self.mapper("a", "porc = {}", selector: "[\"(\"]"), Self.mapper("b", "porc = {}"))
    ])
    #expect(broken.mapperProblem(domain: nil)?.message.contains("error parsing regexp") == true)
  }
}
