import Testing

@testable import mpe

/// The configuration file and the environment.
@Suite struct ConfigurationTests {
  static func load(
    _ text: String?, _ environment: [String: String] = [:], files: [String: String] = [:]
  ) -> (Configuration, warnings: [String]) {
    var all = files
    if let text { all["./mpe-config.yaml"] = text }
    var warnings: [String] = []
    let configuration = Configuration.load(
      Configuration.Source(
        environment: environment, readFile: { all[$0].map { Array($0.utf8) } }, warn: { warnings.append($0) }))
    return (configuration, warnings)
  }

  @Test("there are defaults")
  func hasDefaults() {
    let (configuration, warnings) = Self.load(nil)
    #expect(configuration.unsafeBuiltins == ["http.send"])
    #expect(configuration.recordsAllPhases)
    #expect(configuration.auditEnvironment.isEmpty)
    #expect(configuration.logLevel == ".:info")
    #expect(warnings.isEmpty)
  }

  @Test("the environment counts more than the file, unless it is empty")
  func prefersEnvironment() {
    let text = "opa: {unsafebuiltins: a}\nBundles: {IncludeAll: true}\n"
    let (configuration, _) = Self.load(
      text, ["MPE_OPA_UNSAFEBUILTINS": "b, c", "MPE_BUNDLES_INCLUDEALL": "false", "MPE_LOG_LEVEL": ""])
    #expect(configuration.unsafeBuiltins == ["b", " c"])
    #expect(!configuration.recordsAllPhases)
    #expect(Self.load(text, ["MPE_OPA_UNSAFEBUILTINS": ""]).0.unsafeBuiltins == ["a"])
    #expect(Self.load("opa: {unsafebuiltins: ''}").0.unsafeBuiltins == [""])
  }

  @Test("a broken file is warned of, and defaults count")
  func warnsOfBrokenFiles() {
    let (configuration, warnings) = Self.load("a: [")
    #expect(configuration.recordsAllPhases)
    #expect(warnings.first?.hasPrefix("error reading config; using defaults: ") == true)
  }

  @Test("the file may lie elsewhere")
  func findsFiles() {
    let environment = ["MPE_CONFIG_PATH": "/etc/x", "MPE_CONFIG_FILENAME": "y"]
    let files = ["/etc/x/y.yaml": "bundles: {includeall: false}"]
    #expect(!Self.load(nil, environment, files: files).0.recordsAllPhases)
  }

  @Test("the audit environment is resolved from variables, texts and the pod's files")
  func resolvesAuditEnvironment() {
    let text = """
      audit:
        env:
          - {name: a, type: env, value: HOST}
          - {name: b, type: string, value: text}
          - {name: c, type: k8s-label, value: app}
          - {name: d, type: k8s-annot, value: note}
          - {name: e, type: k8s-label, value: none}
          - {name: f, type: other, value: x}
        k8s: {podinfo: /pod}
      """
    let files = [
      "/pod/labels": "app=\"shop\"\n\nbroken\n", "/pod/annotations": "note=\"a \\\"b\\\" \\n\"\nplain=\"\"x\"\"\n",
    ]
    let (configuration, warnings) = Self.load(text, ["HOST": "h"], files: files)
    #expect(configuration.auditEnvironment.map(\.name) == ["a", "b", "c", "d", "e"])
    #expect(configuration.auditEnvironment.map(\.value) == ["h", "text", "shop", "a \"b\" \n", ""])
    #expect(warnings == ["audit.env: unknown type \"other\" for entry \"f\", skipping"])
  }
}
