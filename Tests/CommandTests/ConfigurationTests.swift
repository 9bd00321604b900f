import Testing

@testable import mpe

struct ConfigurationTests {
  static func load(
    _ text: String, _ environment: [String: String] = [:], files: [String: String] = [:]
  ) -> (configuration: Configuration, warnings: [String]) {
    var warnings: [String] = []
    let configuration = Configuration(
      SettingsTests.file(text, environment),
      readFile: { path in
        if files[path] == "unreadable" { throw SettingsTests.Unreadable() }
        return files[path].map { Array($0.utf8) }
      }, warn: { warnings.append($0) })
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

  @Test(
    "unsafe built-ins are names between commas, not trimmed, or a list",
    arguments: [
      ("opa: {unsafebuiltins: 'a.b, c'}", [:], ["a.b", " c"]), ("opa: {unsafebuiltins: ''}", [:], []),
      ("opa: {unsafebuiltins: [a.b, c]}", [:], ["a.b", "c"]), ("", ["MPE_OPA_UNSAFEBUILTINS": ""], []),
      ("opa: {unsafebuiltins: a}", ["MPE_OPA_UNSAFEBUILTINS": "x,y"], ["x", "y"]),
    ])
  func unsafeBuiltins(text: String, environment: [String: String], names: [String]) {
    #expect(Self.load(text, environment).configuration.unsafeBuiltins == names)
  }

  @Test(
    "records hold the references that led to the decision, where anything but true is said",
    arguments: [
      ("false", false), ("'0'", false), ("0", false), ("maybe", false), ("yes", false), ("[true]", false),
      ("{a: b}", false), ("true", true), ("'T'", true), ("2", true), ("~", true),
    ])
  func recordsAllPhases(written: String, all: Bool) {
    #expect(Self.load("bundles: {includeall: \(written)}").configuration.recordsAllPhases == all)
    let (configuration, _) = Self.load("bundles: {includeall: \(written)}", ["MPE_BUNDLES_INCLUDEALL": "0"])
    #expect(!configuration.recordsAllPhases)
  }

  static func environment(_ text: String, _ environment: [String: String] = [:], files: [String: String] = [:]) -> (
    entries: [String], warnings: [String]
  ) {
    let (configuration, warnings) = load(text, environment, files: files)
    return (configuration.auditEnvironment.map { "\($0.name)=\($0.value)" }, warnings)
  }

  static let podEntries = """
    audit:
      k8s: {podinfo: /info}
      env:
        - {name: app, type: k8s-label, value: app}
        - {name: note, type: k8s-annot, value: example.com/note}
        - {name: gone, type: k8s-annot, value: gone}
    """

  @Test("resolves what every record says about its environment")
  func auditEnvironment() {
    let text = """
      Audit:
        env:
          - {name: host, type: env, value: HOSTNAME}
          - {name: none, type: env, value: NOTHING}
          - {Name: zone, Type: string, Value: eu-1}
          - {name: build, type: string, value: 1.20}
          - {name: odd, type: magic, value: x}
          - nothing
          - {name: zone, type: string, value: eu-2}
      """
    let (entries, warnings) = Self.environment(text, ["HOSTNAME": "node-7", "MPE_AUDIT_ENV": "x"])
    #expect(entries == ["host=node-7", "none=", "build=1.20", "zone=eu-2"])
    #expect(warnings.isEmpty)
  }

  @Test("reads the pod's labels and annotations, once each")
  func podEntries() {
    let files = ["/info/labels": "app=\"shop\"\n\nbroken\n", "/info/annotations": #"example.com/note="say \"hi\"\n""#]
    let (entries, warnings) = Self.environment(Self.podEntries, files: files)
    #expect(entries == ["app=shop", "note=say \"hi\"\n", "gone="])
    #expect(warnings.isEmpty)
    let elsewhere = ["/there/labels": "app=\"other\""]
    let (others, _) = Self.environment(Self.podEntries, ["MPE_AUDIT_K8S_PODINFO": "/there"], files: elsewhere)
    #expect(others == ["app=other", "note=", "gone="])
  }

  @Test("what cannot be read of the pod leaves its values empty, told once a file; a missing file is no matter")
  func unreadablePod() {
    let long = "a=\"b\"\nexample.com/note=\"" + String(repeating: "x", count: 65_536) + "\"\n"
    let (entries, warnings) = Self.environment(
      Self.podEntries, files: ["/info/labels": "unreadable", "/info/annotations": long])
    #expect(entries == ["app=", "note=", "gone="])
    #expect(warnings.count == 2)
    #expect(warnings.first?.hasPrefix("the pod's labels are left out of records: /info/labels: ") == true)
    #expect(warnings.last?.contains("/info/annotations: line 2 has more than 65535 bytes: ") == true)
    #expect(Self.environment(Self.podEntries) == (["app=", "note=", "gone="], []))
  }

  @Test("what is no list yields no entries", arguments: ["{a: b}", "x", "7", "~", "[]", "[[], 7, ~, x]"])
  func noList(written: String) {
    #expect(Self.environment("audit: {env: \(written)}") == ([], []))
  }
}

struct PodInfoTests {
  @Test(
    "undoes the quotes of Go",
    arguments: [
      (#"a="b""#, "b"), (#"a="b\\c\t\x41\u00e4\U0001F600\101""#, "b\\c\tAä😀A"), ("a=b", "b"), (#" a = "b=c" "#, "b=c"),
      (#"a="\uD800""#, #"\uD800"#), (#"a="\q""#, #"\q"#), (#"a="b"c""#, #"b"c"#), (#"a=""b"#, "b"), (#"a="""#, ""),
      (#"a=""#, ""), ("a=", ""), (#"a="\xc3\xa4\n""#, "ä\n"), (#"a="\xff""#, "\u{FFFD}"), (#"a="\""#, #"\"#),
      ("a=\"b\"\r", "b"), ("a=\"b\u{2028}c\"", "b\u{2028}c"), (#"a="\400""#, #"\400"#), (#"a="\x+1""#, #"\x+1"#),
    ])
  func quotes(line: String, value: String) throws {
    #expect(try PodInfo.parse(Array(line.utf8))["a"] == value)
  }

  @Test("passes over lines without a value, and lets the last of equal keys count")
  func lines() throws {
    let entries = try PodInfo.parse(Array("\n  \nnothing\n=x\na=\"1\"\na=\"2\"\n".utf8))
    #expect(entries == ["": "x", "a": "2"])
  }

  @Test("a line is as long as in the original, and no longer")
  func longLine() throws {
    let longest = "a=" + String(repeating: "x", count: 65_533)
    #expect(try PodInfo.parse(Array(longest.utf8))["a"]?.count == 65_533)
    #expect(throws: PodInfo.ParseError(line: 2)) { try PodInfo.parse(Array("b=c\n\(longest)x".utf8)) }
  }
}
