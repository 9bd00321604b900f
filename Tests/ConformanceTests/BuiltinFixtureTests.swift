import Rego
import TestSupport
import Testing

/// The project's own cases for built-ins, with every built-in that there is.
struct BuiltinFixtureTests {
  @Test("own cases pass", arguments: BuiltinFixtures.files)
  func pass(_ file: String) throws {
    // Cases that name no built-in need more than a registry; their families have tests of their own.
    for item in try BuiltinFixtures.cases(in: file) where item.builtin != nil {
      let environment = RegoCorpusTests.environment
      let failure = item.failure(environment) ?? item.strictFailure(builtins: environment.builtins)
      if let failure { Issue.record("\(item.key) \(item.note): \(failure)") }
    }
  }

  @Test("every built-in has three cases")
  func everyBuiltinHasCases() throws {
    let cases = try BuiltinFixtures.files.flatMap { try BuiltinFixtures.cases(in: $0) }
    let ofTheLanguage = ["eq", "assign", "print", "rego.metadata.chain", "rego.metadata.rule"]
    for name in RegoCorpusTests.environment.builtins.byName.keys.sorted() + ofTheLanguage {
      let count = cases.count { $0.isAbout(name) }
      #expect(count >= 3, "\(name) has \(count) cases")
    }
  }
}
