import Rego
import TestSupport
import Testing

@testable import mpe

/// `mpe config`.
struct ConfigCommandTests {
  func run(
    _ line: String, input: String = "", files: [String: String] = [:],
    environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try ProgramTests().run(line, input: input, files: files, environment: environment)
  }

  static let wrongConfig = "bundels: {}\nmax-message: 4 elephants\nmock: {enabled: true}\n"

  @Test("config check prints findings with their places, and exits 1 where something is in error")
  func configCheck() throws {
    let result = try run("config check", files: ["mpe-config.yaml": Self.wrongConfig])
    #expect(result.exit == 1 && result.errors == "")
    let expected = """
      ./mpe-config.yaml:1:1: error: `bundels` is no setting; did you mean `bundles`?
      ./mpe-config.yaml:2:14: error: `max-message` is `4 elephants`: not a size such as `64KiB` or `4MiB`
      ./mpe-config.yaml:3:17: warning: there is no mock backend here, `mock.enabled` has no effect; policies come from \
      bundles: `--bundle`
      ./mpe-config.yaml: 2 errors, 1 warning

      """
    #expect(result.output == expected)
  }

  @Test(
    "config check takes any file, standard input too, and then leaves the environment alone",
    arguments: [
      ("config check a.yaml", "log: {level: debug}", 0, "a.yaml: no findings\n"),
      ("config check -", "log: {level: debug}", 0, "<stdin>: no findings\n"),
      ("config check -", "mock: {enabled: true}", 0, "<stdin>: 0 errors, 1 warning\n"),
      ("config check b.yaml", "", 1, "b.yaml: error: open: no such file or directory\nb.yaml: 1 error, 0 warnings\n"),
      (
        "config check .", "", 1, ".: error: read: is a directory\n.: 1 error, 0 warnings\n"
      ),
      ("config check a.yaml", "log: {level: x}", 1, "a.yaml: 1 error, 0 warnings\n"),
      ("config check a.yaml", String(repeating: "#", count: 1 << 20) + "\n", 1, "a.yaml: 1 error, 0 warnings\n"),
    ])
  func configCheckFile(line: String, text: String, exit: Int32, end: String) throws {
    let result = try run(line, input: text, files: ["a.yaml": text], environment: ["MPE_DRAIN_GAP": "soon"])
    #expect((result.exit, result.errors) == (exit, ""))
    #expect(result.output.hasSuffix(end), "\(result.output)")
  }

  @Test("config check prints a document for tools")
  func configCheckDocument() throws {
    let result = try run(
      "config check --format json", files: ["mpe-config.yaml": Self.wrongConfig], environment: ["MPE_HOTS": "a"])
    #expect(result.exit == 1)
    let document = try Document(json: result.output)
    defer { withExtendedLifetime(document) {} }
    #expect(document.value["file"].string == "./mpe-config.yaml" && document.value["errors"].integer == 3)
    let findings = document.value["findings"].items
    #expect(findings.map { $0["severity"].string } == ["error", "error", "error", "warning"])
    #expect(findings[0]["line"].integer == 1 && findings[0]["column"].integer == 1)
    #expect(findings[0]["remedy"].string == "did you mean `bundles`?")
    #expect(findings[2]["variable"].string == "MPE_HOTS" && findings[2]["file"].isUndefined)
  }

  @Test("config check is content without a file, and says where one may be")
  func configCheckNothing() throws {
    let result = try run("config check", environment: ["MPE_CONFIG_PATH": "etc"])
    #expect((result.exit, result.errors) == (0, ""))
    #expect(result.output.hasPrefix("no configuration file (looked for etc/mpe-config.yaml, "))
  }

  @Test("config show prints every setting with its value and the place that it comes from")
  func configShow() throws {
    let config = "drain-gap: 1s\naudit: {env: [{name: a, type: env, value: SECRET}]}\n"
    let environment = ["MPE_MAX_MESSAGE": "8MiB", "SECRET": "s3cret", "MPE_HOTS": "s3cret"]
    let text = try run("config show", files: ["mpe-config.yaml": config], environment: environment)
    #expect(text.exit == 0 && text.errors.hasPrefix("MPE_HOTS: error: "))
    #expect(!text.output.contains("s3cret") && !text.errors.contains("s3cret"))
    for row in [
      #/max-message +8MiB +MPE_MAX_MESSAGE +4MiB/#, #/drain-gap +1s +./mpe-config.yaml:1:12 +150ms/#,
      #/audit.env +a=env:SECRET +./mpe-config.yaml:2:14 +-/#, #/records +stdout +default +stdout/#,
    ] { #expect(text.output.contains(row)) }
    let json = try run("config show --format json", files: ["mpe-config.yaml": config], environment: environment)
    let document = try Document(json: json.output)
    defer { withExtendedLifetime(document) {} }
    let settings = document.value["settings"].items
    #expect(settings.count == SettingsTable.all.count { $0.key != "mock.domain" })
    let gap = try #require(settings.first { $0["key"].string == "drain-gap" })
    #expect(gap["value"].string == "1s" && gap["source"].string == "file" && gap["line"].integer == 1)
    #expect(gap["flag"].string == "--drain-gap" && gap["variable"].string == "MPE_DRAIN_GAP")
  }

  @Test("config schema prints a schema")
  func configSchema() throws {
    let result = try run("config schema")
    #expect(result.exit == 0 && result.output == SettingsSchema.text + "\n")
  }

  @Test("a wrong command line of config exits 2", arguments: ["config zzz", "config check --zzz", "config check a b"])
  func configUsage(line: String) throws {
    let result = try run(line)
    #expect(result.exit == 2 && result.output == "" && result.errors.hasPrefix("Error: "))
  }
}
