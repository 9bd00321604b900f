import Rego
import Rune
import Testing

/// Bundles of modules that a test writes.
enum Bundles {
  /// - Parameter modules: texts by paths.
  static func sources(_ modules: [String: String], data: String? = nil) -> RuneSources {
    var files = modules.map { BundleFile(path: $0.key, bytes: Array($0.value.utf8)) }
    if let data { files.append(BundleFile(path: "data.json", bytes: Array(data.utf8))) }
    return RuneSources(files: files, name: "shop") { _, _ throws(RuneSources.ReadFailure) in
      throw RuneSources.ReadFailure("there is no YAML here")
    }
  }

  static func make(
    _ modules: [String: String], data: String? = nil, _ configure: (inout RuneBundle.Options) -> Void = { _ in }
  ) -> RuneBundle {
    var options = RuneBundle.Options()
    configure(&options)
    return RuneBundle(sources(modules, data: data), options: options)
  }

  /// What `data.rune.results`, or another path, comes to.
  static func results(_ bundle: RuneBundle, input: String = "{}", path: [String] = ["rune", "results"]) throws
    -> Document
  {
    try #require(bundle.findings.allSatisfy { $0.severity != .error }, "\(bundle.findings)")
    let compiler = Compiler()
    let program = try compiler.compile(bundle.modules.map(\.module), data: bundle.data.value)
    let evaluator = Evaluator(symbols: compiler.symbols)
    let input = try Document(json: input)
    let value = try evaluator.evaluate(program.prepare(path: path), input: input.value)
    return withExtendedLifetime((evaluator, input)) { Document(copying: value) }
  }

  /// The part of the results that `steps` lead to, as JSON; `undefined` where there is none.
  static func part(_ bundle: RuneBundle, _ steps: String..., input: String = "{}") throws -> String {
    try results(bundle, input: input).withValue { value in
      let part = steps.reduce(value) { $0[$1] }
      return part.isUndefined ? "undefined" : JSONWriter.string(part)
    }
  }

  static let movies = """
    package policy.movies
    import rego.v1
    metadata := {"name": "Movies", "resolution_strategy": "default-deny-overrule"}
    allow contains {"id": "M1", "msg": "yes"} if input.kind == "movie"
    deny contains {"id": "M2", "msg": "no"} if input.age < 18
    """

  /// In the language's first version, with the other name of metadata.
  static let orders = """
    package shop.orders
    rule_set := {"name": "Orders", "resolution_strategy": "default-deny"}
    allow[result] { input.kind == "order"; result := {"id": "O1", "msg": "yes"} }
    """
}

@Suite struct RuneBundleTests {
  @Test func ruleSetsAreFoundInAnyPackageAndInBothVersions() throws {
    let bundle = Bundles.make(["a/movies.rego": Bundles.movies, "orders.rego": Bundles.orders])
    #expect(bundle.ruleSets.map(\.id) == ["movies", "shop.orders"])
    #expect(bundle.findings.isEmpty)
    let versions = bundle.modules.filter { $0.origin == .author }.map(\.version)
    #expect(versions == [.v1, .v0])
    #expect(bundle.isManifestGenerated)
    #expect(
      bundle.data.json
        == #"{"rune":{"policy_bundle":{"name":"shop","resolution_strategy":"default-deny","rule_sets":["movies","shop.orders"]}}}"#
    )
    let movie = #"{"kind": "movie", "age": 20}"#
    #expect(try Bundles.part(bundle, "result", input: movie) == #""allow""#)
    #expect(try Bundles.part(bundle, "rule_sets", "movies", "result", input: movie) == #""allow""#)
    #expect(try Bundles.part(bundle, "rule_sets", "shop.orders", "name", input: movie) == #""Orders""#)
    let order = #"{"kind": "order"}"#
    #expect(try Bundles.part(bundle, "rule_sets", "shop.orders", "result", input: order) == #""allow""#)
    #expect(try Bundles.part(bundle, "rule_sets", "movies", "result", input: order) == #""deny""#)
  }

  @Test func metadataAloneMakesARuleSet() throws {
    let bundle = Bundles.make(
      [
        "a.rego": #"package policy.a\nmetadata := {"name": "A", "resolution_strategy": "default-allow"}"#,
        "b.rego": #"package b\nrule_set.name := "B"\nrule_set.resolution_strategy := "default-deny""#,
      ].mapValues { $0.replacing(#"\n"#, with: "\n") })
    #expect(bundle.ruleSets.map(\.id) == ["a", "b"])
    #expect(try Bundles.part(bundle, "rule_sets", "a", "result") == #""allow""#)
    #expect(try Bundles.part(bundle, "rule_sets", "b", "result") == #""deny""#)
  }

  /// A rule set without metadata must not be passed over: it may be the one that denies.
  @Test func aRuleSetWithoutMetadataIsInError() throws {
    let sets = [
      "a.rego": "package policy.a\ndeny contains {\"id\": \"A\"}",
      "b.rego": "package shop.b\ndeny contains {\"id\": \"B\"}",
    ]
    let found = Bundles.make(sets) { $0.strategy = "default-allow" }
    #expect(found.ruleSets.map(\.id) == ["a"])
    let errors = #"["There is no object metadata (or rule_set)"]"#
    #expect(try Bundles.part(found, "rule_sets", "a", "result_validation_errors") == errors)
    #expect(try Bundles.part(found, "result") == #""deny""#)

    let manifest = #"{"rune": {"policy_bundle": {"rule_sets": ["shop.b"], "resolution_strategy": "default-allow"}}}"#
    let named = Bundles.make(sets, data: manifest)
    #expect(
      named.findings.map(\.description).last
        == "b.rego:2:1: `shop.b` has no `metadata`, so its outcome is an error: "
        + #"metadata := {"name": "shop.b", "resolution_strategy": "default-deny"}"#)
    #expect(try Bundles.part(named, "rule_sets", "shop.b", "result_validation_errors") == errors)
    #expect(try Bundles.part(named, "result") == #""deny""#)
  }

  @Test func anInnerRuleSetThatIsNotThereIsInErrorWithinItsOuterOne() throws {
    let outer = #"metadata := {"name": "A", "resolution_strategy": "default-allow", "rule_sets": ["gone"]}"#
    let bundle = Bundles.make(["a.rego": "package policy.a\n" + outer])
    #expect(try Bundles.part(bundle, "rule_sets", "a", "result") == #""deny""#)
    #expect(
      try Bundles.part(bundle, "rule_sets", "a", "rule_sets", "gone", "result_validation_errors")
        == #"["There is no rule set gone"]"#)
  }

  /// `deny` that is data, or a package, is no set of results: in error, where passing it over would allow.
  @Test(arguments: [
    ([:], #"{"policy": {"movies": {"deny": [{"id": 1}]}}}"#),
    ([:], #"{"policy": {"movies": {"deny": "x"}}}"#),
    (["deny.rego": "package policy.movies.deny\nx := 1"], "{}"),
  ])
  func aDenyThatIsNoRuleIsInError(modules: [String: String], data: String) throws {
    let movies = """
      package policy.movies
      metadata := {"name": "Movies", "resolution_strategy": "default-deny-overrule"}
      allow contains {"id": "M1"}
      """
    let bundle = Bundles.make(modules.merging(["movies.rego": movies]) { $1 }, data: data)
    #expect(try Bundles.part(bundle, "rule_sets", "movies", "result") == #""error""#)
    #expect(try Bundles.part(bundle, "result") == #""deny""#)
  }

  @Test func metadataMayBeData() throws {
    let data = #"{"policy": {"a": {"metadata": {"name": "A", "resolution_strategy": "default-deny"}}}}"#
    let bundle = Bundles.make(["a.rego": "package policy.a\nallow contains {\"id\": 1}"], data: data)
    #expect(try Bundles.part(bundle, "rule_sets", "a", "result") == #""allow""#)
  }
}
