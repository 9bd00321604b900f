import Rego
import Rune
import Testing

/// What is wrong with a bundle, in words and with its place.
@Suite struct FindingTests {
  private static func metadata(_ more: String = "", strategy: String = "default-deny") -> String {
    "metadata := {\"name\": \"N\", \"resolution_strategy\": \"\(strategy)\"\(more)}\n"
  }

  private func findings(
    _ modules: [String: String], data: String? = nil, _ severity: BundleFinding.Severity = .error,
    _ configure: (inout RuneBundle.Options) -> Void = { _ in }
  ) -> [String] {
    Bundles.make(modules, data: data, configure).findings.filter { $0.severity == severity }.map(\.description)
  }

  private func ruleSet(_ package: String, _ more: String = "") -> String {
    "package \(package)\n\(Self.metadata(more))allow[x] { x := {\"id\": \"A\"} }\n"
  }

  @Test func twoPackagesOfOneIdAreAnError() {
    let dotted = findings(["a.rego": ruleSet("a.b.c"), "b.rego": ruleSet("a[\"b.c\"]")])
    #expect(dotted.count == 1)
    #expect(dotted.first?.contains("are both called `a.b.c`") == true, "\(dotted)")
    let same = findings(["c.rego": ruleSet("movies"), "d.rego": ruleSet("policy.movies")])
    #expect(
      same == [
        "d.rego:2:1: package `policy.movies` and package `movies` are both called `movies`: rename one of them"
      ])
  }

  @Test func innerIdsMustExist() {
    #expect(
      findings(
        ["a.rego": ruleSet("policy.a", #", "rule_sets": ["b", "c"]"#), "b.rego": ruleSet("policy.b")], .manifestError)
        == ["a.rego:2:85: there is no rule set `c`: there are `a`, `b`"])
  }

  @Test func cyclesAreNamed() {
    let modules = [
      "a.rego": ruleSet("policy.a", #", "rule_sets": ["b"]"#), "b.rego": ruleSet("policy.b", #", "rule_sets": ["c"]"#),
      "c.rego": ruleSet("policy.c", #", "rule_sets": ["a"]"#),
    ]
    #expect(findings(modules) == ["c.rego:2:80: a rule set must not contain itself: a → b → c → a"])
    #expect(
      findings(["a.rego": ruleSet("policy.a", #", "rule_sets": ["a"]"#)]) == [
        "a.rego:2:80: a rule set must not contain itself: a → a"
      ])
  }

  @Test(arguments: [
    (#"["b", concat("", ["b"])]"#, "must be written as a list of ids in quotes"),
    (#"data.list"#, "must be written as a list of ids in quotes"),
    (#"["b", "b"]"#, "`b` stands twice in `rule_sets`"),
  ])
  func innerIdsMustBeWrittenAsSuch(_ list: String, _ message: String) {
    let found = findings(["a.rego": ruleSet("policy.a", ", \"rule_sets\": \(list)"), "b.rego": ruleSet("policy.b")])
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("a.rego:2:") == true, "\(found)")
    #expect(found.first?.contains(message) == true, "\(found)")
  }

  @Test func innerIdsAreSaidOnce() {
    let text = """
      package policy.a
      import rego.v1
      metadata.name := "A"
      metadata.resolution_strategy := "default-deny"
      metadata.rule_sets := ["b"]
      metadata.rule_sets := ["b"]
      """
    #expect(
      findings(["a.rego": text, "b.rego": ruleSet("policy.b")]) == [
        "a.rego:6:23: `rule_sets` stands here for the second time: say it once"
      ])
  }

  @Test func whatIsNestedTooDeepOrTooOftenIsRefused() {
    var chain: [String: String] = [:]
    for level in 0..<70 {
      let inner = level < 69 ? ", \"rule_sets\": [\"r\(level + 1)\"]" : ""
      chain["\(level).rego"] = ruleSet("policy.r\(level)", inner)
    }
    let deep = findings(chain)
    #expect(deep.count == 1)
    #expect(deep.first?.contains("deeper than 64 levels") == true, "\(deep)")
    var doubled: [String: String] = [:]
    for level in 0..<20 {
      for side in ["a", "b"] {
        let inner = level < 19 ? ", \"rule_sets\": [\"a\(level + 1)\", \"b\(level + 1)\"]" : ""
        doubled["\(side)\(level).rego"] = ruleSet("policy.\(side)\(level)", inner)
      }
    }
    let wide = findings(doubled)
    #expect(wide.count == 1)
    #expect(wide.first?.contains("contains more than 10000 rule sets") == true, "\(wide)")
  }

  @Test func computedMetadataMustNotHaveInnerRuleSets() throws {
    let text = """
      package policy.a
      import rego.v1
      metadata := object.union({"name": "A", "resolution_strategy": "default-allow"}, input.more)
      deny contains {"id": "D"} if input.bad
      """
    let bundle = Bundles.make(["a.rego": text]) { $0.strategy = "default-allow" }
    #expect(
      bundle.findings.map(\.description) == [
        "a.rego:3:1: `metadata` is computed: rule sets that it contains are not known, and it must not have `rule_sets`"
      ])
    func result(_ more: String) throws -> String {
      try Bundles.part(bundle, "rule_sets", "a", "result", input: "{\"more\": \(more)}")
    }
    #expect(try result("{}") == #""allow""#)
    #expect(try result(#"{"rule_sets": ["b"]}"#) == #""error""#)
  }

  @Test func aBundleNeedsARuleSet() {
    let message = "there is no rule set in `shop`: a rule set is a package with `metadata`, and with `allow` or `deny`"
    #expect(findings([:]) == [message])
    for text in [
      "package a\nallow := true", "package a\nmetadata := {}", "package a_test\n" + Self.metadata() + "allow := true",
      "package a\nallow contains 1", "package policy.a\ndefault allow := false",
      "package rune.a\n" + Self.metadata() + "allow := true",
    ] {
      #expect(findings(["a.rego": text]) == [message], "\(text)")
    }
  }

  @Test func whatDoesNotParseIsSaidInTheLikelierVersion() {
    let v1 = findings(["a.rego": "package a\n\nallow contains x if {\n  x := 1 +\n}\n"])
    #expect(v1.first?.hasPrefix("a.rego:") == true)
    let v0 = findings(["a.rego": "package a\n\nallow[x] { x := 1 }\n\nallow[x] { x := + }\n"])
    #expect(v0.first?.hasPrefix("a.rego:5:") == true, "\(v0)")
    let forced = findings(["a.rego": ruleSet("policy.a")]) { $0.language = .v1 }
    #expect(forced.first?.contains("`if` keyword is required") == true, "\(forced)")
  }

  @Test func theAuthorsOwnFrameworkIsLeftOut() {
    let modules = ["a.rego": ruleSet("policy.a"), "rune.rego": "package rune\n\nresults := 1\n"]
    #expect(findings(modules).isEmpty)
    #expect(
      findings(modules, .note) == [
        "rune.rego:1:1: the framework built in is used instead of this module of package `rune`; `mpe rego eval` runs "
          + "yours"
      ])
    #expect(!Bundles.make(modules).modules.contains { $0.path == "rune.rego" })
    let standard = findings(["a.rego": ruleSet("policy.a"), "b.rego": "package rune.standard.envoy\n\nx := 1\n"])
    #expect(standard.first?.hasPrefix("b.rego:1:1: packages below `rune.standard` are the framework's") == true)
  }

  @Test func bothNamesOfMetadataAreANote() {
    let text = ruleSet("policy.a") + "rule_set := {\"name\": \"B\"}\n"
    #expect(
      findings(["a.rego": text], .note) == [
        "a.rego:2:1: the package has `metadata` and `rule_set`: `metadata` is taken"
      ])
  }

  // MARK: Strategies and versions

  @Test func strategiesMustNotTakeAName() {
    let strategies = """
      package rune.strategies
      default_deny(allows, denies) { count(allows) > 0 }
      a_b(allows, denies) { true }
      """
    #expect(
      findings(["a.rego": ruleSet("policy.a"), "s.rego": strategies]) == [
        "s.rego:2:1: `default-deny` is a strategy of the framework: call this function otherwise"
      ])
    let twice = findings([
      "a.rego": ruleSet("policy.a"), "s.rego": "package rune.strategies\na_b(allows, denies) { true }\n",
      "t.rego": "package rune.strategies[\"a-b\"]\nallow(votes) { true }\n",
    ])
    #expect(twice.count == 1)
    #expect(twice.first?.contains("there are two strategies `a-b`") == true, "\(twice)")
  }

  @Test func strategiesAndVersionsMustExist() {
    let one = ["a.rego": ruleSet("policy.a")]
    #expect(
      findings(one) { $0.strategy = "two-of-three" } == [
        "there is no strategy `two-of-three`: there are `default-allow`, `default-allow-overrule`, `default-deny`, "
          + "`default-deny-overrule`"
      ])
    #expect(
      findings(one) { $0.frameworkVersion = "9.9.9" } == [
        "there is no version `9.9.9` of the framework: there are `1.0.0`"
      ])
    #expect(findings(one) { $0.frameworkVersion = "1.0.0" }.isEmpty)
  }

  // MARK: Manifest and data

  @Test(arguments: [
    (#"{"rule_sets": ["a", "b"], "resolution_strategy": "default-deny"}"#, "there is no rule set `b`: there are `a`"),
    (#"{"rule_sets": [1], "resolution_strategy": "default-deny"}"#, "`rule_sets` must be a list of ids, and 1 is none"),
    (#"{"rule_sets": "a", "resolution_strategy": "default-deny"}"#, "`rule_sets` must be a list of ids"),
    (#"{"rule_sets": ["a"]}"#, "`resolution_strategy` is missing"),
    (
      #"{"rule_sets": ["a"], "resolution_strategy": "x"}"#,
      "there is no strategy `x`: there are `default-allow`, `default-allow-overrule`, `default-deny`, "
        + "`default-deny-overrule`"
    ),
  ])
  func theAuthorsManifestIsChecked(_ manifest: String, _ message: String) {
    let data = "{\"rune\": {\"policy_bundle\": \(manifest)}}"
    let modules = ["a.rego": ruleSet("policy.a")]
    #expect(findings(modules, data: data).isEmpty)
    #expect(findings(modules, data: data, .manifestError) == ["the manifest `data.rune.policy_bundle`: " + message])
  }

  @Test func theAuthorsManifestIsKept() {
    let data = #"{"rune":{"policy_bundle":{"resolution_strategy":"default-allow","rule_sets":["a"]}},"x":1}"#
    let modules = ["a.rego": ruleSet("policy.a"), "b.rego": ruleSet("policy.b")]
    let bundle = Bundles.make(modules, data: data)
    #expect(bundle.findings.isEmpty)
    #expect(!bundle.isManifestGenerated)
    #expect(bundle.data.json == data)
    let named = findings(modules, data: data) { $0.strategy = "default-deny" }
    #expect(named.first?.hasPrefix("`--strategy` is for bundles without a manifest") == true, "\(named)")
    let module = Bundles.make(
      modules.merging(["m.rego": "package rune.policy_bundle\n\nrule_sets := [\"a\"]\n"]) { first, _ in first })
    #expect(module.findings.isEmpty)
    #expect(module.data.json == "{}")
  }

  @Test func dataMustBeAnObjectThatHasRoom() {
    let modules = ["a.rego": ruleSet("policy.a")]
    #expect(findings(modules, data: "[1]").first == "data.json: the data of a bundle must be an object")
    #expect(findings(modules, data: "{").first?.hasPrefix("data.json: line 1, column 2") == true)
    #expect(
      findings(modules, data: #"{"rune": 1}"#) == [
        "`rune` in the data must be an object, for the manifest stands in it"
      ])
  }

  @Test func namesOfTheFrameworkAreRefused() {
    let outcomes = #"{"rune": {"rule_set_outcomes": {"q": {"result": "allow"}}}}"#
    #expect(
      findings(["a.rego": ruleSet("policy.a")], data: outcomes) == [
        "data `rune.rule_set_outcomes`: this name is the framework's, take another"
      ])
    #expect(
      findings([
        "a.rego": ruleSet("policy.a"), "b.rego": "package rune.known_strategies\nzz := true",
        "c.rego": "package rune.of_ours\nzz := true",
      ]) == ["b.rego:1:1: package `rune.known_strategies`: this name is the framework's, take another"])
  }

  @Test func aManifestInPackageRuneIsRefused() {
    let manifest = "package rune\npolicy_bundle := {\"rule_sets\": [\"a\"], \"resolution_strategy\": \"default-allow\"}"
    #expect(
      findings(["a.rego": ruleSet("policy.a"), "m.rego": manifest]) == [
        "m.rego:1:1: the manifest cannot be a rule of package `rune`, which is the framework's: put it into "
          + "`data.json`, or into package `rune.policy_bundle`"
      ])
  }

  @Test func resultsAreNoFunctions() {
    let text = "package policy.a\n" + Self.metadata() + "deny(x) := {\"id\": x}\n"
    #expect(
      findings(["a.rego": text]) == [
        "a.rego:3:1: `deny` of a rule set is a set of results, and here it is a function: call the function otherwise"
      ])
  }

  @Test(arguments: ["allow contains {\"id\": \"B\"}\n", "deny contains {\"id\": \"B\"}\n"])
  func aBundleThatWasChangedIsRefused(_ more: String) throws {
    let made = Bundles.make(["a.rego": "package policy.a\n" + Self.metadata() + "deny contains {\"id\": \"A\"}\n"])
    func read(_ change: String) throws -> [String] {
      let files = made.files().map { file in
        file.path == "a.rego" ? BundleFile(path: file.path, bytes: file.bytes + Array(change.utf8)) : file
      }
      let sources = RuneSources(files: files, name: "a") { _, _ throws(RuneSources.ReadFailure) in
        throw RuneSources.ReadFailure("there is no YAML here")
      }
      return RuneBundle(sources).findings.filter { $0.severity == .error }.map(\.description)
    }
    #expect(try read("") == [])
    let changed = "its rule sets were changed after the bundle was made: make it anew by `mpe rune bundle`"
    #expect(try read(more) == (more.hasPrefix("allow") ? [changed] : []))
  }

  @Test func whatDecidesInAPolicyDomainIsRefused() {
    let module = Bundles.make(["a.rego": ruleSet("policy.a"), "b.rego": "package authz\nallow := true"])
    #expect(
      module.domainLibraries().findings.map(\.description) == [
        "b.rego:1:1: package `authz` is the policy of a PolicyDomain itself, and would decide beside the rule sets: "
          + "call it otherwise"
      ])
    for (data, name) in [(#"{"authz": {"allow": true}}"#, "authz"), (#"{"lim": {"_": 1}}"#, #"data.lim["_"]"#)] {
      let found = Bundles.make(["a.rego": ruleSet("policy.a")], data: data).domainLibraries().findings
      #expect(found.count >= 1)
      #expect(found.first?.description.contains(name) == true, "\(found)")
    }
  }
}
