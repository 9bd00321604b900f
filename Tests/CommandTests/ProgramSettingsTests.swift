import Rego
import TestSupport
import Testing

@testable import mpe

/// What settings do to the program.
struct ProgramSettingsTests {
  func run(
    _ line: String, input: String = "", domain: String = ProgramTests.domain, files: [String: String] = [:],
    environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try ProgramTests().run(line, input: input, domain: domain, files: files, environment: environment)
  }

  @Test("the file and the environment set what records hold")
  func settings() throws {
    let config = "audit:\n  env:\n    - {name: who, type: env, value: WHO}\nbundles: {includeall: false}\n"
    let result = try run(
      "test decision -b d.yml", input: ProgramTests.porc, files: ["etc/mpe-config.yaml": config],
      environment: ["MPE_CONFIG_PATH": "etc", "WHO": "me"])
    let record = try Document(json: result.output)
    defer { withExtendedLifetime(record) {} }
    #expect(record.value["metadata"]["env"]["who"].string == "me")
    #expect(record.value["references"].count == 1)
  }

  @Test("what is odd about settings and bundles goes to the log on standard error")
  func warnings() throws {
    let result = try run(
      "test decision -b d.yml -b e.yml", input: ProgramTests.porc,
      files: ["mpe-config.yaml": "a: [", "e.yml": ProgramTests.domain])
    #expect(result.exit == 0 && result.output.hasPrefix("{\"decision\""))
    let lines = result.errors.split(separator: "\n").compactMap { try? Document(json: String($0)) }
    #expect(lines.map { $0.value["level"].string } == ["warn", "warn"])
    #expect(lines.first?.value["msg"].string?.hasPrefix("error reading config; using defaults: ") == true)
    #expect(lines.last?.value["msg"].string?.contains("domain 'd' is already loaded") == true)
    let quiet = try run(
      "test decision -b d.yml -b e.yml", input: ProgramTests.porc, files: ["e.yml": ProgramTests.domain],
      environment: ["MPE_LOG_LEVEL": ".:error"])
    #expect(quiet.errors == "")
  }

  @Test("a wrong setting of the server is named by its variable, or by its place in the file")
  func wrongSetting() throws {
    let variable = try run("serve -b d.yml -p envoy", environment: ["MPE_DRAIN_GAP": "soon"])
    #expect(variable.exit == 1)
    #expect(variable.errors.hasSuffix("invalid value \"soon\" for MPE_DRAIN_GAP: \(TimeSpan.expectation)\n"))
    let file = try run("serve -b d.yml -p envoy", files: ["mpe-config.yaml": "drain-gap: soon"])
    #expect(file.exit == 1)
    let place = "./mpe-config.yaml:1:12: invalid value \"soon\" for `drain-gap`: \(TimeSpan.expectation)\n"
    #expect(file.errors.trimmingPrefix(ProgramTests.date) == place)
  }

  @Test("what is wrong with settings is logged with its place, and a wrong setting of another command is not")
  func loggedFindings() throws {
    let config = "bundels: {}\ndrain-gap: soon\naudit: {env: [{name: a, type: magic}]}\n"
    let result = try run(
      "test decision -b d.yml", input: ProgramTests.porc, files: ["mpe-config.yaml": config],
      environment: ["MPE_LOG_LEVL": "s3cret", "MPE_SHARED": "x"])
    #expect(result.exit == 0 && result.output.hasPrefix("{\"decision\""))
    let lines = try result.errors.split(separator: "\n").map { try Document(json: String($0)) }
    #expect(
      lines.map { $0.value["msg"].string } == [
        "./mpe-config.yaml:1:1: `bundels` is no setting; did you mean `bundles`?",
        "audit.env: unknown type \"magic\" for entry \"a\", skipping",
        "MPE_LOG_LEVL: there is no such variable, it has no effect; did you mean MPE_LOG_LEVEL?",
      ])
    #expect(lines.map { $0.value["at"].string } == ["./mpe-config.yaml:1:1", "./mpe-config.yaml:3:31", "MPE_LOG_LEVL"])
    #expect(lines.allSatisfy { $0.value["module"].string == "policyengine.config" })
    #expect(!result.errors.contains("s3cret"))
  }

  @Test("a function that a setting takes away is none for policies")
  func unsafeBuiltins() throws {
    let domain = ProgramTests.domain.replacing("default allow = 1", with: "allow := 1 { time.now_ns() > 0 }")
    #expect(try run("test decision -b d.yml", input: ProgramTests.porc, domain: domain).exit == 0)
    let refused = try run(
      "test decision -b d.yml", input: ProgramTests.porc, domain: domain,
      environment: ["MPE_OPA_UNSAFEBUILTINS": "time.now_ns"])
    #expect(refused.exit == 1)
    #expect(refused.errors.contains("undefined function time.now_ns"))
  }

  @Test("at debug the log says what is set, and by whom")
  func debug() throws {
    let result = try run(
      "test decision -b d.yml", input: ProgramTests.porc, files: ["mpe-config.yaml": "log: {level: debug}"],
      environment: ["MPE_DRAIN_GAP": "1s"])
    let line = try Document(json: String(result.errors.prefix { $0 != "\n" }))
    defer { withExtendedLifetime(line) {} }
    #expect(line.value["level"].string == "debug" && line.value["module"].string == "policyengine.config")
    #expect(line.value["log.level"].string == "debug (./mpe-config.yaml:1:14)")
    #expect(line.value["drain-gap"].string == "1s (MPE_DRAIN_GAP)")
    #expect(line.value["drain-timeout"].isUndefined)
  }
}
