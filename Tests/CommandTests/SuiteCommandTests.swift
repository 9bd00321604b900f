import Rego
import TestSupport
import Testing

/// `mpe test decisions` from arguments to exit status.
struct SuiteCommandTests {
  let program = BuiltProgram("mpe")

  static let porc = "porc: {principal: {}, operation: 'a:b', resource: x}"
  static let suite = """
    tests:
      - {name: get-one, \(porc), result: {allow: true}}
      - {name: get-two, \(porc), result: {allow: true, grantReasn: PUBLIC}}
      - {name: put/one, \(porc), result: {allow: true, grantReason: VISITOR}}
      - {name: mapped, input: {op: o}, expect: {porc: {operation: o, principal: {}}}}
    """

  func run(_ line: String, input: String = "") throws -> BuiltProgram.Result {
    let files = [
      "d.yml": ProgramTests.domain + ProgramTests.mapper, "s.yaml": Self.suite, "empty.yaml": "tests: []",
      "bad.yaml": "[",
    ]
    return try program.run(line.split(separator: " ").map(String.init), files: files, input: input)
  }

  @Test("prints a line for each test, warns of unknown keys, and fails when one failed")
  func all() throws {
    let result = try run("test decisions -b d.yml -i s.yaml")
    let expected = """
      get-one: PASS
      get-two: PASS
      put/one: FAIL (expected grantReason=VISITOR, got grantReason=PUBLIC)
      mapped: PASS

      3/4 tests passed

      """
    #expect((result.exit, result.output) == (1, expected))
    #expect(result.errors.contains("s.yaml:3:"))
    #expect(result.errors.contains("key `grantReasn` in `result` has no effect; did you mean `grantReason`?"))
  }

  @Test(
    "chooses tests by patterns",
    arguments: [
      ("--test get-*", 0, "2/2"), ("--test get-*,mapped", 0, "3/3"), ("--test put/* --test mapped", 1, "1/2"),
      ("--test=g?t-one", 0, "1/1"),
    ] as [(String, Int32, String)])
  func chosen(flags: String, exit: Int32, end: String) throws {
    let result = try run("test decisions -b d.yml -i s.yaml \(flags)")
    #expect(result.exit == exit && result.output.hasSuffix("\n\(end) tests passed\n"))
  }

  @Test(
    "ends with exit status 1 and the reference's words before anything runs",
    arguments: [
      ("-i s.yaml", "at least one bundle must be specified"), ("-b d.yml", "Required flag \"input\" not set"),
      ("-b d.yml -i no.yaml", "failed to load test suite: failed to read test file: open no.yaml: no such file"),
      ("-b d.yml -i bad.yaml", "failed to load test suite: failed to parse test file: bad.yaml:"),
      ("-b d.yml -i empty.yaml", "no tests found in test suite"),
      ("-b d.yml -i s.yaml --test zzz", "no tests match the specified patterns"),
      ("-b d.yml -i s.yaml --format xml", "write `text`, `json`, `junit` or `tap`"),
      ("-b d.yml -i s.yaml --no-opa-flags", "flag provided but not defined: -no-opa-flags"),
    ])
  func early(flags: String, message: String) throws {
    let result = try run("test decisions \(flags)")
    #expect(result.exit == 1 && result.output == "")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("traces and records go to standard error")
  func traced() throws {
    let result = try run("test decisions -b d.yml -i s.yaml --test get-one --trace --trace-filter open")
    #expect(result.output == "get-one: PASS\n\n1/1 tests passed\n")
    #expect(result.errors.contains("\nquery:1      Enter x = data.authz.allow\n"))
    #expect(result.errors.contains("\n{\"decision\":\"GRANT\""))
  }

  @Test("reads a suite from standard input, and writes reports")
  func reports() throws {
    let json = try run("test decisions -b d.yml -i - --format json", input: Self.suite)
    let passed = try Document(json: json.output).withValue { $0["passed"].integer }
    #expect(json.exit == 1 && passed == 3)
    #expect(
      try run("test decisions -b d.yml -i s.yaml --format tap").output.hasPrefix(
        "TAP version 14\n1..4\nok 1 - get-one\n"))
    #expect(try run("test decisions -b d.yml -i s.yaml --format=junit").output.hasPrefix("<?xml "))
  }
}
