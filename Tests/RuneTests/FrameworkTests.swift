import Rego
import Rune
import Testing

@Test func everyVersionParses() throws {
  for version in RuneFramework.versions {
    for module in try #require(RuneFramework.modules(version: version)) {
      for language in [RegoVersion.v0, .v1] { _ = try Parser.module(module, version: language) }
    }
  }
  #expect(RuneFramework.modules(version: "0.0.0") == nil)
}
