import Rego
import Rune
import Testing

@Suite struct GeneratedModuleTests {
  private func text(_ bundle: RuneBundle, _ path: String) -> String? {
    bundle.modules.first { $0.path == path }.map { String(decoding: $0.module.source.bytes, as: UTF8.self) }
  }

  @Test func onlyWhatIsThereIsReferredTo() throws {
    let bundle = Bundles.make([
      "movies.rego": "package policy.movies\nmetadata := {}\ndeny[x] { x := {\"id\": \"D\"} }\n",
      "odd.rego": "package a[\"b-c\"].default\nrule_set := {\"rule_sets\": [\"movies\"]}\n",
    ])
    #expect(
      text(bundle, "rune/bundle.rego") == """
        # Written by `mpe rune`: where this bundle's rule sets and strategies are.
        package rune

        import rego.v1

        rule_set_outcomes["a.b-c.default"] := evaluated(sources["a.b-c.default"], {"movies": rule_set_outcomes.movies})

        sources["a.b-c.default"].metadata := data.a["b-c"]["default"].rule_set

        rule_set_outcomes.movies := evaluated(sources.movies, {})

        sources.movies.metadata := data.policy.movies.metadata

        sources.movies.deny := data.policy.movies.deny

        """)
    #expect(try Bundles.part(bundle, "rule_sets", "a.b-c.default", "result") == #""error""#)
  }

  @Test func rulesOfOnePackageMayStandInSeveralModules() throws {
    let bundle = Bundles.make([
      "a.rego": "package policy.m\nmetadata := {\"name\": \"M\", \"resolution_strategy\": \"default-deny\"}\n",
      "b.rego": "package policy.m\nallow[x] { x := {\"id\": \"A\"} }\n",
      "c.rego": "package policy.m\nimport rego.v1\nallow contains {\"id\": \"B\"}\n",
    ])
    let allows = try Bundles.part(bundle, "rule_sets", "m", "reason", "enforced_allows")
    #expect(allows == #"[{"id":"A"},{"id":"B"}]"#)
  }

  @Test(arguments: [
    "package rune.strategies\nimport rego.v1\nboth_agree(allows, denies) if count(allows) == 2\n",
    "package rune.strategies\nboth_agree(votes) { count(votes.allows) == 2 }\n",
    "package rune.strategies.both_agree\nallow(allows, denies) { count(allows) == 2 }\n",
    "package rune.strategies[\"both-agree\"]\nallow(votes) { count(votes.allows) == 2 }\n",
  ])
  func strategiesOfTheAuthorCombineAtBothLevels(_ strategy: String) throws {
    let modules = [
      "s.rego": strategy,
      "m.rego": """
      package policy.m
      import rego.v1
      metadata := {"name": "M", "resolution_strategy": "both-agree"}
      allow contains {"id": id} if some id in input.ids
      """,
      "n.rego": """
      package policy.n
      import rego.v1
      metadata := {"name": "N", "resolution_strategy": "default-allow"}
      deny contains {"id": "D"} if input.no
      """,
    ]
    let bundle = Bundles.make(modules) { $0.strategy = "both-agree" }
    func results(_ input: String) throws -> [String] {
      try [
        Bundles.part(bundle, "result", input: input), Bundles.part(bundle, "rule_sets", "m", "result", input: input),
      ]
    }
    #expect(try results(#"{"ids": ["A", "B"]}"#) == [#""allow""#, #""allow""#])
    #expect(try results(#"{"ids": ["A"]}"#) == [#""deny""#, #""deny""#])
    #expect(try results(#"{"ids": ["A", "B"], "no": true}"#) == [#""deny""#, #""allow""#])
  }

  @Test func whatAStrategyReturnsMustBeTrue() throws {
    let bundle = Bundles.make([
      "s.rego": "package rune.strategies\nwords(allows, denies) := input.word\n",
      "m.rego":
        "package policy.m\nmetadata := {\"name\": \"M\", \"resolution_strategy\": \"words\"}\nallow[x] { x := {\"id\": \"A\"} }\n",
    ])
    #expect(try Bundles.part(bundle, "rule_sets", "m", "result", input: #"{"word": "deny"}"#) == #""deny""#)
    #expect(try Bundles.part(bundle, "rule_sets", "m", "result", input: #"{"word": true}"#) == #""allow""#)
  }

  @Test func adaptersAreTheFrameworksUnlessTheBundleHasThem() throws {
    let plain = Bundles.make(["a.rego": Bundles.movies])
    #expect(plain.adapters == RuneFramework.adapters)
    #expect(
      text(plain, "rune/bundle_envoy.rego") == """
        # Written by `mpe rune`: this bundle has no adapter of this name of its own.
        package rune.adapters.envoy

        response := data.rune.standard.envoy.response

        """)
    let own = Bundles.make([
      "a.rego": Bundles.movies,
      "rune/adapters/envoy.rego":
        "package rune.adapters.envoy\nresponse := object.union(data.rune.standard.envoy.response, {\"mine\": true})\n",
      "b.rego": "package rune.adapters.log\nresponse := data.rune.results.result\n",
      "c.rego": "package rune.adapters.helpers\nanswer := 1\n",
    ])
    #expect(own.adapters == ["envoy", "kubernetes", "log", "policydomain"])
    #expect(text(own, "rune/bundle_envoy.rego") == nil)
    // The author's file keeps its path, and the framework's goes beside it.
    #expect(own.modules.first { $0.path == "rune/adapters/envoy.rego" }?.origin == .author)
    #expect(own.modules.first { $0.path == "rune/adapters/envoy_rune.rego" }?.origin == .framework)
    let response = try Bundles.results(own, path: ["rune", "adapters", "envoy", "response"])
    #expect(response.json.contains(#""mine":true"#))
    #expect(try Bundles.results(own, path: ["rune", "adapters", "log", "response"]).json == #""deny""#)
  }

  @Test func testsAreLeftOutUnlessTheyAreWanted() {
    let modules = ["a.rego": Bundles.movies, "a_test.rego": "package policy.movies_test\ntest_a { true }\n"]
    #expect(!Bundles.make(modules).modules.contains { $0.path == "a_test.rego" })
    let kept = Bundles.make(modules) { $0.keepsTests = true }
    #expect(kept.modules.contains { $0.path == "a_test.rego" })
    #expect(kept.ruleSets.map(\.id) == ["movies"])
  }
}
