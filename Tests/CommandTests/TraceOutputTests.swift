import Rego
import TestSupport
import Testing

/// `--trace`, `--trace-filter` and `--fail-on`.
struct TraceOutputTests {
  let program = BuiltProgram("mpe")

  func run(_ line: String, environment: [String: String] = [:]) throws -> BuiltProgram.Result {
    let input = #"{"op":"a:b:c","principal":{},"operation":"a:b:c","resource":"mrn:x"}"#
    return try program.run(
      line.split(separator: " ").map(String.init), files: ["d.yml": ProgramTests.domain + ProgramTests.mapper],
      input: input, environment: environment)
  }

  static let open = """
    query:1      Enter x = data.authz.allow
    query:1      | Eval x = data.authz.allow
    query:1      | Unify x = data.authz.allow
    query:1      | Index data.authz.allow (matched 0 rules, early exit)
    p:open:2     | Enter data.authz.allow
    p:open:2     | | Eval true
    p:open:2     | | Unify true = _
    p:open:2     | | Exit data.authz.allow early
    query:1      | Unify 1 = x
    query:1      | Exit x = data.authz.allow
    query:1      Redo x = data.authz.allow
    query:1      | Redo x = data.authz.allow
    p:open:2     | Redo data.authz.allow
    p:open:2     | | Redo true

    [
    \t{
    \t\t"expressions": [
    \t\t\t{
    \t\t\t\t"value": true,
    \t\t\t\t"text": "x = data.authz.allow",
    \t\t\t\t"location": {
    \t\t\t\t\t"row": 1,
    \t\t\t\t\t"col": 1
    \t\t\t\t}
    \t\t\t}
    \t\t],
    \t\t"bindings": {
    \t\t\t"x": 1
    \t\t}
    \t}
    ] \n
    """

  @Test(
    "shows each evaluation on standard error, and leaves standard output to the record",
    arguments: [
      "--trace --trace-filter p:o test decision -b d.yml", "test decision -b d.yml -t --trace-filter=^p:open$",
      "test -trace -trace-filter open decision -b d.yml -pretty-log",
      "test decision -b d.yml --trace --trace-filter nothing,open", "test envoy -b d.yml --trace --trace-filter p:open",
    ])
  func traces(line: String) throws {
    let result = try run(line)
    #expect((result.exit, result.errors) == (0, Self.open))
    #expect(try Document(json: result.output).withValue { $0["decision"].string } == "GRANT")
    #expect(line.contains("-pretty-log") == result.output.contains("\n  "))
  }

  @Test("traces mappers by their names, and says why there is no result")
  func mappers() throws {
    let result = try run("test mapper -b d.yml --trace --trace-filter ^m$")
    #expect(result.output == #"{"operation":"a:b:c","principal":{}}"# + "\n")
    #expect(result.errors.hasPrefix("query:1     Enter porc = data.mapper.porc\n"))
    #expect(result.errors.contains("\t\t\"bindings\": {\n\t\t\t\"porc\": {"))
    let domain = ProgramTests.domain.replacing("default allow = 1", with: "allow = 1 { false }")
    let arguments = ["test", "decision", "-b", "d.yml", "--trace", "--trace-filter", "open"]
    let undefined = try program.run(arguments, files: ["d.yml": domain], input: ProgramTests.porc)
    #expect(undefined.errors.contains("| Fail ") && undefined.errors.hasSuffix("\n\nundefined \n"))
  }

  @Test("a filter that is no pattern is left out with a warning")
  func brokenFilter() throws {
    let result = try run("--trace --trace-filter ( --trace-filter open test decision -b d.yml")
    #expect(result.exit == 0 && result.errors.hasSuffix(Self.open))
    #expect(result.errors.contains("invalid trace filter pattern '(': error parsing regexp: "))
    let all = try run("--trace --trace-filter ( test decision -b d.yml")
    #expect(all.errors.contains("p:open:2") && all.errors.contains("p:no:2"))
  }

  @Test("the log level of the module opa turns traces on")
  func logLevel() throws {
    #expect(try run("test decision -b d.yml", environment: ["MPE_LOG_LEVEL": "opa:debug"]).errors.contains("p:no:2"))
    #expect(try run("test decision -b d.yml", environment: ["MPE_LOG_LEVEL": "opa:info"]).errors == "")
  }

  @Test(
    "a denial is a failure where the flag says so",
    arguments: [("", 0), ("--fail-on deny", 1), ("--fail-on=deny --pretty-log", 1)] as [(String, Int32)])
  func failOn(flags: String, exit: Int32) throws {
    let domain = ProgramTests.domain.replacing("default allow = 1", with: "default allow = -1")
    for command in ["decision", "envoy"] {
      let line = "test \(command) -b d.yml \(flags)"
      let arguments = line.split(separator: " ").map(String.init)
      let files = ["d.yml": domain + ProgramTests.mapper]
      let result = try program.run(arguments, files: files, input: #"{"op":"o","principal":{},"operation":"o"}"#)
      #expect(result.exit == exit && result.output.contains("DENY") && result.errors == "")
      #expect(try run(line).exit == 0)
    }
    #expect(try run("test decision -b d.yml --fail-on grant").errors.contains("write `deny`"))
  }
}
