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

@Test func modulesComeInTheOrderOfTheirNames() throws {
  let names = try #require(RuneFramework.modules(version: "1.0.0")).map(\.name)
  #expect(names == names.sorted())
  #expect(RuneFramework.adapters.allSatisfy { names.contains("rune/adapters/\($0).rego") })
}
