import Rego
import Rune
import Testing

/// Bundles as policy libraries.
@Suite struct DomainLibraryTests {
  private func libraries(_ modules: [String: String], data: String? = nil) -> (names: [String], [String: String]) {
    let (libraries, findings) = Bundles.make(modules, data: data).domainLibraries()
    #expect(findings.isEmpty, "\(findings)")
    return (libraries.map(\.name), Dictionary(uniqueKeysWithValues: libraries.map { ($0.name, $0.rego) }))
  }

  @Test func theAuthorsComeFirstThenDataThenTheRest() {
    let (names, _) = libraries(["a/movies.rego": Bundles.movies, "orders.rego": Bundles.orders])
    #expect(
      names == [
        "a.movies", "orders", "rune.policy_bundle", "rune.bundle", "rune.bundle_policydomain",
        "rune.adapters.policydomain", "rune.rune", "rune.standard",
      ])
  }

  @Test func namesAreTakenOnce() {
    let (names, _) = libraries(["a/b.rego": Bundles.movies, "a.b.rego": "package x\n\ny := 1"])
    #expect(names.prefix(2) == ["a.b", "a.b-2"])
  }

  @Test func everyLibraryIsValidInBothVersions() throws {
    let (names, texts) = libraries(
      [
        "m.rego": "package policy.m\n\nmetadata := {\"name\": \"m\", \"resolution_strategy\": \"default-deny\"}\n\n"
          + "allow contains {\"id\": 1} if input.x\n"
      ])
    for name in names {
      for version in [RegoVersion.v0, .v1] {
        _ = try Parser.module(SourceText(name: name, text: try #require(texts[name])), version: version)
      }
    }
    #expect(texts["m"]?.hasPrefix("package policy.m\n\nimport rego.v1\n\nmetadata") == true)
  }

  @Test func importsOfKeywordsMakeWayForTheVersion() throws {
    let (_, texts) = libraries([
      "m.rego": "package policy.m # here\nimport future.keywords.in\nimport data.x\nimport future.keywords.every\n"
        + "metadata := {\"name\": \"m\", \"resolution_strategy\": \"default-deny\"}\n"
        + "allow contains {\"id\": 1} if 1 in x.y\n"
    ])
    #expect(texts["m"]?.hasPrefix("package policy.m # here\nimport rego.v1\nimport data.x\n\nmetadata") == true)
  }

  @Test func whatIsValidInTheFirstVersionStaysAsItIs() throws {
    let imported = Bundles.movies
    let (_, texts) = libraries(["a.rego": imported, "b.rego": Bundles.orders])
    #expect(texts["a"] == imported)
    #expect(texts["b"] == Bundles.orders)
  }

  @Test func librariesDependOnThoseWhoseFunctionsTheyCall() {
    let bundle = Bundles.make([
      "m.rego": """
      package policy.m
      import rego.v1
      import data.lib.money as cash
      import data.lib.text.short
      metadata := {"name": "m", "resolution_strategy": "default-deny"}
      allow contains {"id": short(input.id)} if cash.cents(input.x) > count(data.lib.other.all)
      """, "money.rego": "package lib.money\ncents(x) := x * 100", "text.rego": "package lib.text\nshort(x) := x",
      "other.rego": "package lib.other\nall := [y | y := data.lib.money.cents(1)]",
    ])
    let (libraries, findings) = bundle.domainLibraries()
    #expect(findings.isEmpty)
    let dependencies = Dictionary(uniqueKeysWithValues: libraries.map { ($0.name, $0.dependencies) })
    #expect(dependencies["m"] == ["money", "text"])
    #expect(dependencies["other"] == ["money"])
    #expect(dependencies["money"] == [])
    #expect(dependencies["rune.bundle"] == ["rune.rune"])
  }

  @Test func functionsThatCallEachOtherInACircleAreAnError() {
    let findings = Bundles.make([
      "m.rego": Bundles.movies, "a.rego": "package lib.a\nf(x) := data.lib.b.g(x)\nh(x) := x",
      "b.rego": "package lib.b\ng(x) := data.lib.a.h(x)",
    ]).domainLibraries().findings
    #expect(findings.map(\.description).first?.hasPrefix("a.rego:1:1: policy libraries cannot call") == true)
  }

  @Test func dataBecomesPackages() throws {
    let (names, texts) = libraries(
      ["m.rego": Bundles.movies, "limits.rego": "package policy.limits\nx := 1"],
      data:
        #"{"policy": {"limits": {"a": 1}, "ages": {"x-y": [18, null, "\u0000"]}}, "rune": {"policy_bundle": {"name": "n", "rule_sets": ["movies"], "resolution_strategy": "default-deny"}}}"#
    )
    #expect(names.contains("rune.policy_bundle"))
    #expect(texts["policy.limits"] == "package policy.limits\n\na := 1\n")
    #expect(texts["policy"] == "package policy\n\nages := {\"x-y\":[18,null,\"\\u0000\"]}\n")
    #expect(texts["rune.policy_bundle"]?.contains("rule_sets := [\"movies\"]") == true)
  }

  @Test(arguments: [
    (#"{"a": 1}"#, "data.a cannot be said in a PolicyDomain"),
    (#"{"a-b": {"c": 1}}"#, "data[\"a-b\"] cannot be said in a PolicyDomain"),
    (#"{"a": {"b-c": 1}}"#, "data.a[\"b-c\"] cannot be said in a PolicyDomain"),
    (#"{"a": {"if": 1}}"#, "data.a[\"if\"] cannot be said in a PolicyDomain"),
  ])
  func dataThatIsNoPackageIsAnError(data: String, message: String) {
    let findings = Bundles.make(["m.rego": Bundles.movies], data: data).domainLibraries().findings
    #expect(findings.map(\.message).first?.hasPrefix(message) == true, "\(findings)")
    #expect(findings.allSatisfy { $0.severity == .error })
  }

  @Test func adaptersForOthersComeAlongWhereTheyAreBuiltOn() {
    let own = """
      package rune.adapters.policydomain
      import rego.v1
      response := {"allow": data.rune.standard.envoy.response.allowed, "level": 0}
      """
    let (names, _) = libraries(["m.rego": Bundles.movies, "own.rego": own])
    #expect(names.contains("rune.adapters.envoy"))
    #expect(!names.contains("rune.bundle_policydomain"))
  }
}
