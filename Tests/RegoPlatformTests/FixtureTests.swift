import Rego
import RegoPlatform
import TestSupport
import Testing

/// The project's own cases about certificates, keys, tokens and signed requests.
struct FixtureTests {
  @Test(
    "results, and the errors of strict evaluation, are the reference's",
    arguments: [("x509.json", 40), ("crypto.json", 28), ("jwt.json", 90), ("aws.json", 11)])
  func judges(_ file: String, _ least: Int) throws {
    let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)
    let (failures, count) = try BuiltinFixtures.failures(in: file, builtins: builtins)
    #expect(failures == [])
    #expect(count >= least)
  }
}
