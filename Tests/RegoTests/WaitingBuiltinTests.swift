import Testing

@testable import Rego

@Suite struct WaitingBuiltinTests {
  private static let ask = Builtin("net.ask", 1, isDeterministic: false, mayWait: true) {
    (context, _) throws(BuiltinError) in
    let calls = context.cache(Calls.self) { Calls() }
    calls.count += 1
    if calls.count > 1 { throw .halt("asked twice") }
    throw .failed("no answer")
  }

  private final class Calls { var count = 0 }

  private static func compile(_ rules: String, refusing: Bool = false) throws -> Program {
    var compiler = Compiler(builtins: BuiltinRegistry.standard.adding([ask]))
    if refusing { compiler.refusedBuiltins = ["net.ask": "allow it by `--allow`"] }
    return try compiler.compile([SourceText(name: "p.rego", text: "package p\n\n\(rules)")])
  }

  @Test(
    "a program knows whether it may wait",
    arguments: [
      ("a := net.ask(1)", true), ("a := f(1)\nf(x) := net.ask(x)", true), ("a := [x | x := net.ask(1)]", true),
      ("a := 1", false), ("a := lower(\"A\")", false), ("a := 1 if { true with net.ask as 1 }", false),
      ("a := x if x := f(1) with f as net.ask\nf(x) := x", true),
      ("a := x if x := lower(\"A\") with lower as net.ask", true),
    ])
  func mayWait(rules: String, wanted: Bool) throws {
    let program = try Self.compile(rules)
    #expect(program.mayWait == wanted)
    #expect(program.prepare(path: ["p", "a"]).mayWait == wanted)
    #expect(try program.prepare(query: SourceText(name: "", text: "x = net.ask(1)")).mayWait)
  }

  @Test(
    "calls of a refused function are undefined, with the remedy",
    arguments: [
      ("a := net.ask(1)", "p.rego:3"), ("a := [1 |\n  net.ask(1)]", "p.rego:4"),
      ("a := x if x := lower(\"A\") with lower as net.ask", "p.rego:3"),
    ])
  func refused(rules: String, place: String) {
    let error = #expect(throws: Diagnostics.self) { try Self.compile(rules, refusing: true) }
    #expect(error?.all.map { "\($0.location.file):\($0.location.row)" } == [place])
    #expect(error?.all.first?.code == .type)
    #expect(error?.all.first?.message == "undefined function net.ask: allow it by `--allow`")
  }

  @Test("a refused function may be replaced")
  func replaced() throws {
    #expect(try !Self.compile("a := 1 if { true with net.ask as 1 }", refusing: true).mayWait)
  }

  @Test("a function that fails is called once an evaluation, as one that answers is")
  func failsOnce() throws {
    let program = try Self.compile("a := 1 if not net.ask(1)\n\nb := 2 if not net.ask(1)")
    let evaluator = Evaluator(symbols: program.compiler.symbols)
    let rows = try evaluator.evaluate(
      program.prepare(query: SourceText(name: "", text: "x = [data.p.a, data.p.b]")), input: .undefined)
    #expect(withExtendedLifetime(evaluator) { JSONWriter.string(rows[0][0]) } == "[1,2]")
  }
}
