import Testing

@testable import mpe

struct SettingsTests {
  struct Unreadable: Error, CustomStringConvertible {
    var description = "open: permission denied"
  }

  static func settings(_ files: [String: String], _ environment: [String: String] = [:]) -> Settings {
    Settings(environment: environment) { path in
      switch files[path] {
      case "unreadable"?: throw Unreadable()
      case "directory"?: throw Unreadable(description: "read \(path): is a directory")
      case let text: return text.map { Array($0.utf8) }
      }
    }
  }

  static func file(_ text: String, _ environment: [String: String] = [:]) -> Settings {
    settings(["./mpe-config.yaml": text], environment)
  }

  @Test(
    "finds the file",
    arguments: [
      ("./mpe-config.yaml", [:]), ("./mpe-config.yml", [:]), ("./mpe-config.json", [:]), ("./mpe-config", [:]),
      ("/etc/mpe/mpe-config.yaml", ["MPE_CONFIG_PATH": "/etc/mpe"]),
      ("./mpe-config.yaml", ["MPE_CONFIG_PATH": "", "MPE_CONFIG_FILENAME": ""]),
      ("./other.yaml", ["MPE_CONFIG_FILENAME": "other"]), ("./other.yaml", ["MPE_CONFIG_FILENAME": "other.yaml"]),
      ("./a.b.yaml", ["MPE_CONFIG_FILENAME": "a.b"]),
    ])
  func places(path: String, environment: [String: String]) {
    let settings = Self.settings([path: "host: b"], environment)
    #expect(settings.value("host")?.text == "b")
    #expect(settings.file.path == path)
  }

  @Test("says where it looked when there is no file")
  func noFile() {
    let file = Self.settings([:]).file
    #expect(file.path == nil && file.problem == nil)
    #expect(file.candidates == ["./mpe-config.yaml", "./mpe-config.yml", "./mpe-config.json", "./mpe-config"])
  }

  @Test(
    "finds keys without regard to case and to how they are divided",
    arguments: [
      "bundles: {includeall: false}", "Bundles:\n  IncludeAll: false", "bundles.includeall: false",
      "bundles_includeall: 'false'", "bundles-includeall: false", "base: &b {includeall: false}\nbundles: {<<: *b}",
      "\u{FEFF}bundles:\r\n  includeall: false\r\n", "{\"bundles\": {\"includeall\": false}}",
    ])
  func keys(text: String) {
    #expect(Self.file(text).value("bundles.includeall")?.text == "false")
  }

  @Test("the environment wins, an empty variable is none, and nothing is nothing")
  func precedence() {
    let text = "log: {level: 'a:info'}\nallow-builtin: [1, x]\nrecords: {a: b}\nhost:"
    #expect(Self.file(text, ["MPE_LOG_LEVEL": ".:debug"]).value("log.level")?.text == ".:debug")
    #expect(Self.file(text, ["MPE_LOG_LEVEL": ""]).value("log.level")?.text == "a:info")
    #expect(Self.file(text).value("allow-builtin")?.elements == ["1", "x"])
    #expect(Self.file(text, ["MPE_ALLOW_BUILTIN": "y,z"]).value("allow-builtin")?.elements == nil)
    #expect(Self.file(text).value("records") == nil)
    #expect(Self.file(text).value("host") == nil)
    #expect(Self.file(text).value("log") == nil)
    #expect(Self.settings([:]).value("log.level") == nil)
    #expect(Self.file("").value("log.level") == nil)
  }

  @Test("knows where a value stands")
  func sources() throws {
    let settings = Self.file("Log:\n  Level: debug\nhost: a", ["MPE_HOST": "b"])
    let level = try #require(settings.value("log.level"))
    guard case .file(let key, let position) = level.source else {
      Issue.record("\(level.source)")
      return
    }
    #expect(key == "Log.Level" && "\(position)" == "./mpe-config.yaml:2:10")
    #expect(level.complaint("why") == "./mpe-config.yaml:2:10: invalid value \"debug\" for `Log.Level`: why")
    #expect(settings.value("host")?.source == .environment("MPE_HOST"))
    #expect(settings.value("host")?.complaint("why") == "invalid value \"b\" for MPE_HOST: why")
  }

  @Test(
    "a file that cannot be used is told with its place, and counts as none",
    arguments: [
      ("a: [", ":2:1: "), ("unreadable", ": open: permission denied"), ("directory", ": read: is a directory"),
      ("- 1", ":1:1: the file must be a mapping, not a list"), ("host", ":1:1: the file must be a mapping, not `host`"),
      ("host: a\nhost: b", ":2:1: mapping key \"host\" already defined at line 1"),
      ("host:\n\ta: b", ":2:1: "), ("host: a\u{0}b", ":1:8: "), ("? [a]\n: b", ":1:3: a key must be text"),
      (String(repeating: "[", count: 100_000), ":1:1: nested deeper than 1000 levels"),
      (aliasBomb, ":1:23: the aliases of this file expand to more than 200000 nodes"),
    ])
  func problems(text: String, place: String) {
    let settings = Self.file(text)
    let start = "error reading config; using defaults: ./mpe-config.yaml\(place)"
    #expect(settings.file.problem?.logMessage?.hasPrefix(start) == true, "\(settings.file.problem as Any)")
    #expect(settings.value("host") == nil)
    #expect(SettingsCheck.findings(settings, builtins: []).map(\.severity) == [.error])
  }

  /// Each line is ten times the one before.
  private static let aliasBomb = zip("abcdef", "bcdefg").reduce("a: &a [x, x, x, x, x, x, x, x, x, x]\n") {
    $0 + "\($1.1): &\($1.1) [" + Array(repeating: "*\($1.0)", count: 10).joined(separator: ",") + "]\n"
  }

  @Test("a folder that has the file's name without its extension is no file")
  func folderBeside() {
    #expect(Self.settings(["./mpe-config": "directory"]).file.problem == nil)
    #expect(Self.settings(["./mpe-config.yaml": "directory"]).file.problem != nil)
  }
}
