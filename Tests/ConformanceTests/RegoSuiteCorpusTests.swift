import Rego
import RegoSuite
import TestSupport
import Testing

/// Recorded runs of test rules: outcomes, errors, output, cases and coverage.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct RegoSuiteCorpusTests {
  static let folder = "rego-extra/opa-test"

  @Test("tests come out as recorded", arguments: SharedFolder.jsonFiles(below: folder))
  func comeOutAsRecorded(_ file: String) throws {
    let document = try Document(json: SharedFolder.bytes(Self.folder + "/" + file))
    for example in RegoCase.cases(of: document, file: file) {
      let want = example.fields
      do throws(Diagnostics) {
        let run = try RecordedRun(of: example)
        let tests = run.results.map(RecordedRun.Result.init)
        #expect(tests.map(\.description) == want["want_tests"].items.map { RecordedRun.Result($0).description })
        #expect(run.coverage == Document(copying: want["want_coverage"]).json, "\(example.note)")
      } catch {
        #expect(error.all.map(\.message) == want["want_errors"].items.map { $0["message"].string ?? "" })
        #expect(want["want_tests"].isUndefined, "\(example.note): \(error)")
      }
    }
  }
}

/// A case's modules, as a test run leaves them.
private struct RecordedRun {
  var results: [RegoTestResult]
  var coverage: String

  init(of example: RegoCase) throws(Diagnostics) {
    var compiler = Compiler(builtins: RegoCorpusTests.environment.builtins)
    compiler.version = example.version
    var modules: [Module] = []
    for source in example.sources { modules.append(try compiler.parse(source.text, version: source.version)) }
    let suite = RegoTestSuite(modules)
    let program = try suite.compile(by: compiler)
    let runner = RegoTestRunner(program, evaluator: Evaluator(symbols: compiler.symbols)) { 0 }
    let observer = Coverage()
    results = suite.tests.map { runner.run($0, observer: observer) }
    coverage = Document { observer.report(modules).document(in: $0) }.json
    // Without an observer another evaluator runs the tests.
    let plain = suite.tests.map { Result(runner.run($0)).description }
    #expect(plain == results.map { Result($0).description })
  }

  /// All that is recorded of a test.
  struct Result: CustomStringConvertible {
    var description: String

    init(_ want: Value) {
      let error = want["error"]
      let place = "\(want["file"].string ?? ""):\(want["row"].integer ?? 0):\(want["col"].integer ?? 0)"
      description =
        "\(place) \(want["package"].string ?? "").\(want["name"].string ?? "") \(want["result"].string ?? "")"
      if !error.isUndefined {
        let details = error["details"].items.map { $0.string ?? "" }
        description += " \(error["code"].string ?? "") \(error["message"].string ?? "") \(details)"
      }
      description += " \(want["output"].string ?? "")"
      if !want["sub_results"].isUndefined { description += JSONWriter.string(want["sub_results"]) }
    }

    init(_ result: RegoTestResult) {
      let place = result.test.location
      description = "\(place.file):\(place.row):\(place.column) \(result.test.package).\(result.test.name)"
      description += " \(result.outcome)"
      for error in result.errors { description += " \(error.code.rawValue) \(error.message) \(error.details)" }
      description += " \(result.output)"
      if !result.cases.isEmpty { description += Document { result.cases.document(in: $0) }.json }
    }
  }
}
