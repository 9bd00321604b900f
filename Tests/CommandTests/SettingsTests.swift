import Rego
import Testing

@testable import mpe

struct SettingsTests {
  struct Unreadable: Error {}

  static func settings(_ files: [String: String], _ environment: [String: String] = [:]) -> Settings {
    Settings(environment: environment) { path in
      if files[path] == "unreadable" { throw Unreadable() }
      return files[path].map { Array($0.utf8) }
    }
  }

  @Test(
    "finds the file",
    arguments: [
      ("./mpe-config.yaml", [:]), ("./mpe-config.yml", [:]),
      ("/etc/mpe/mpe-config.yaml", ["MPE_CONFIG_PATH": "/etc/mpe"]),
      ("./other.yaml", ["MPE_CONFIG_FILENAME": "other"]), ("./other.yaml", ["MPE_CONFIG_FILENAME": "other.yaml"]),
    ])
  func places(path: String, environment: [String: String]) {
    #expect(Self.settings([path: "a: b"], environment).text("a")?.value == "b")
  }

  @Test(
    "finds keys without regard to case and to how they are divided",
    arguments: [
      "bundles: {includeall: false}", "Bundles:\n  IncludeAll: false", "bundles.includeall: false",
      "bundles_includeall: 'false'", "bundles-includeall: false",
    ])
  func keys(text: String) {
    #expect(Self.settings(["./mpe-config.yaml": text]).text("bundles.includeall")?.value == "false")
  }

  @Test("the environment wins, an empty variable is none, and nothing is nothing")
  func precedence() {
    let files = ["./mpe-config.yaml": "log: {level: 'a:info'}\nlist: [1, x]\nmap: {a: b}"]
    #expect(Self.settings(files, ["MPE_LOG_LEVEL": ".:debug"]).text("log.level")?.value == ".:debug")
    #expect(Self.settings(files, ["MPE_LOG_LEVEL": ""]).text("log.level")?.value == "a:info")
    #expect(Self.settings(files).text("list")?.value == "1,x")
    #expect(Self.settings(files).text("map") == nil)
    #expect(Self.settings(files).text("log") == nil)
    #expect(Self.settings([:]).text("log.level") == nil)
    #expect(Self.settings(["./mpe-config.yaml": ""]).text("log.level") == nil)
    #expect(Self.settings(["./mpe-config.yaml": "- 1"]).text("log.level") == nil)
  }

  @Test("a file that cannot be read is a problem to tell, and counts as none", arguments: ["a: [", "unreadable"])
  func problems(text: String) {
    let settings = Self.settings(["./mpe-config.yaml": text])
    #expect(settings.problem?.hasPrefix("error reading config; using defaults: ./mpe-config.yaml: ") == true)
    #expect(settings.text("a") == nil)
    #expect(Self.settings([:]).problem == nil)
  }
}

struct ConfigurationTests {
  static func load(
    _ text: String, _ environment: [String: String] = [:], files: [String: String] = [:]
  ) -> (configuration: Configuration, warnings: [String]) {
    var warnings: [String] = []
    let settings = SettingsTests.settings(["./mpe-config.yaml": text], environment)
    let configuration = Configuration(
      settings, readFile: { files[$0].map { Array($0.utf8) } }, warn: { warnings.append($0) })
    return (configuration, warnings)
  }

  @Test("has the original's defaults")
  func defaults() {
    let (configuration, warnings) = Self.load("")
    #expect(configuration.unsafeBuiltins.isEmpty)
    #expect(configuration.recordsAllPhases)
    #expect(configuration.auditEnvironment.isEmpty)
    #expect(warnings.isEmpty)
  }

  @Test("a list of unsafe built-ins replaces the default; an empty one in the file allows all")
  func unsafeBuiltins() {
    #expect(Self.load("opa: {unsafebuiltins: 'a.b, c'}").configuration.unsafeBuiltins == ["a.b", " c"])
    #expect(Self.load("opa: {unsafebuiltins: ''}").configuration.unsafeBuiltins == [])
    #expect(Self.load("", ["MPE_OPA_UNSAFEBUILTINS": ""]).configuration.unsafeBuiltins == [])
    #expect(
      Self.load("opa: {unsafebuiltins: a}", ["MPE_OPA_UNSAFEBUILTINS": "x,y"]).configuration.unsafeBuiltins == [
        "x", "y",
      ])
  }

  @Test("records hold the references that led to the decision, where that is asked for")
  func recordsAllPhases() {
    #expect(!Self.load("bundles: {includeall: false}").configuration.recordsAllPhases)
    #expect(!Self.load("", ["MPE_BUNDLES_INCLUDEALL": "0"]).configuration.recordsAllPhases)
    let (configuration, warnings) = Self.load("bundles: {includeall: maybe}")
    #expect(!configuration.recordsAllPhases)
    #expect(warnings.count == 1)
  }

  @Test("resolves what every record says about its environment")
  func auditEnvironment() {
    let text = """
      audit:
        k8s: {podinfo: /info}
        env:
          - {name: host, type: env, value: HOSTNAME}
          - {name: none, type: env, value: NOTHING}
          - {name: zone, type: string, value: eu-1}
          - {name: app, type: k8s-label, value: app}
          - {name: note, type: k8s-annot, value: example.com/note}
          - {name: gone, type: k8s-annot, value: gone}
          - {name: odd, type: magic, value: x}
      """
    let files = ["/info/labels": "app=\"shop\"\n\nbroken\n", "/info/annotations": #"example.com/note="say \"hi\"\n""#]
    let (configuration, warnings) = Self.load(text, ["HOSTNAME": "node-7"], files: files)
    let entries = configuration.auditEnvironment.map { "\($0.name)=\($0.value)" }
    #expect(entries == ["host=node-7", "none=", "zone=eu-1", "app=shop", "note=say \"hi\"\n", "gone="])
    #expect(warnings == ["audit.env: unknown type \"magic\" for entry \"odd\", skipping"])
  }

  @Test("a map, as it was written long ago, is told to be none", arguments: ["audit: {env: {a: b}}"])
  func legacyMap(text: String) {
    let (configuration, warnings) = Self.load(text)
    #expect(configuration.auditEnvironment.isEmpty)
    #expect(warnings.count == 1)
  }

  @Test(
    "undoes the quotes of Go",
    arguments: [
      (#"a="b""#, "b"), (#"a="b\\c\t\x41\u00e4\U0001F600""#, "b\\c\tAä😀"), ("a=b", "b"), (#" a = "b=c" "#, "b=c"),
      (#"a="\uD800""#, "uD800"), (#"a=""b"#, "b"), (#"a="""#, ""),
    ])
  func podInfo(line: String, value: String) {
    #expect(PodInfo.parse(line)["a"] == value)
  }

  @Test(
    "chooses the language as the original does",
    arguments: [
      (String?.none, false, String?.none, RegoVersion.v0, 0), (nil, true, nil, .v1, 0), (nil, true, "--strict", .v1, 0),
      ("--v0-compatible", false, nil, .v0, 0), ("--V0-Compatible --strict", false, nil, .v0, 0),
      ("--strict", false, nil, .v0, 1), (nil, false, "--strict", .v0, 1), (nil, false, "--v0-compatible", .v0, 0),
      ("--v0-compatible", false, "--strict", .v0, 0),
    ])
  func version(flags: String?, isOff: Bool, environment: String?, version: RegoVersion, warnings: Int) {
    var told: [String] = []
    #expect(
      OPAFlags.version(flags: flags, isOff: isOff, environment: environment, warn: { told.append($0) }) == version)
    #expect(told == Array(repeating: "WARNING: Unrecognized OPA flags '--strict', defaulting to v0", count: warnings))
  }
}
