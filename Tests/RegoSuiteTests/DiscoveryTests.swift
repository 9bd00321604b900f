import Rego
import RegoSuite
import Testing

struct DiscoveryTests {
  @Test func aSecondRuleOfANameIsATestOfItsOwn() throws {
    let run = try RegoTestRun("package t\ntest_x if true\ntest_x if false\ntest_x if true\nuses := test_x")
    #expect(run.outcomes == ["test_x: pass", "test_x#01: fail", "test_x#02: pass"])
  }

  @Test func namesAreToldApartByPackage() throws {
    let run = try RegoTestRun([
      "a.rego": "package a\ntest_x if true", "b.rego": "package b\ntest_x if false", "c.rego": "package a\ntest_x := 1",
    ])
    #expect(run.results.map(\.test.fullName) == ["data.a.test_x", "data.b.test_x", "data.a[\"test_x#01\"]"])
    #expect(run.outcomes == ["test_x: pass", "test_x: fail", "test_x#01: fail"])
  }

  @Test func defaultsCountAsRules() throws {
    let run = try RegoTestRun("package t\ndefault test_x := false\ntest_x if true")
    #expect(run.outcomes == ["test_x: fail", "test_x#01: pass"])
  }

  @Test func elseBelongsToItsRule() throws {
    #expect(try RegoTestRun("package t\ntest_x if false\nelse if true").outcomes == ["test_x: pass"])
    let second = try RegoTestRun("package t\ntest_x := 1\ntest_x if false\nelse if true")
    #expect(second.outcomes == ["test_x: fail", "test_x#01: pass"])
  }

  @Test func anyPartOfAHeadMayNameATest() throws {
    let run = try RegoTestRun(
      "package t\norders.test_read if true\norders[\"test_a b\"] if true\norders.test_read if false")
    #expect(run.outcomes == ["orders.test_read: pass", "orders[\"test_a b\"]: pass", "orders[\"test_read#01\"]: fail"])
  }

  @Test func aBracketBeforeTheNameMakesNoCases() throws {
    let run = try RegoTestRun("package t\norders.test_a := true\norders.test_b := false")
    #expect(run.outcomes == ["orders.test_a: pass", "orders.test_b: fail"])
  }

  @Test func testsStandInTheOrderOfFilesAndRows() throws {
    let run = try RegoTestRun([
      "b.rego": "package t\ntest_c := true\ntest_a := true", "a.rego": "package u\n\ntest_z := true",
    ])
    #expect(
      run.results.map { "\($0.test.location.file):\($0.test.location.row)" } == ["a.rego:3", "b.rego:2", "b.rego:3"])
  }

  @Test func rulesOfTheLibraryAreNoTests() throws {
    let library = try Parser.module(SourceText(name: "lib.rego", text: "package lib\ntest_x := 1"))
    let own = try Parser.module(SourceText(name: "own.rego", text: "package own\ntest_y if data.lib.test_x == 1"))
    let compiler = Compiler()
    let suite = RegoTestSuite([own], library: [library])
    #expect(suite.tests.map(\.name) == ["test_y"])
    let runner = RegoTestRunner(
      try suite.compile(by: compiler), evaluator: Evaluator(symbols: compiler.symbols)
    ) { 0 }
    #expect(runner.run(suite.tests[0]).outcome == .pass)
  }

  @Test func rulesOfVersion0AreTests() throws {
    let run = try RegoTestRun(
      "package t\ntest_a { true }\ntest_b[x] { x := 1 }\ntest_c[\"k\"] = true { true }", version: .v0)
    #expect(run.outcomes == ["test_a: pass", "test_b: fail", "test_c: pass"])
  }

  @Test func modulesStayAsTheyWere() throws {
    let module = try Parser.module(SourceText(name: "t.rego", text: "package t\ntest_x := 1\ntest_x := 2"))
    _ = RegoTestSuite([module])
    #expect(module.rules.map { $0.head.reference[0].description } == ["test_x", "test_x"])
  }
}
