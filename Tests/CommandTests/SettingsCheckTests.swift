import PolicyDomain
import Testing

@testable import mpe

struct SettingsCheckTests {
  static let builtins: Set<String> = ["http.send", "time.now_ns"]

  /// Findings as a user reads them.
  static func check(_ text: String, _ environment: [String: String] = [:]) -> [String] {
    SettingsCheck.findings(SettingsTests.file(text, environment), builtins: builtins).map {
      "\($0.place): \($0.severity.rawValue): \($0.text)".replacing("./mpe-config.yaml:", with: "")
    }
  }

  @Test(
    "names the nearest setting for a key that is none, and where it stands",
    arguments: [
      ("log: {lvl: debug}", "1:7: error: `log.lvl` is no setting; did you mean `log.level`?"),
      ("bundels:\n  includeall: false", "1:1: error: `bundels` is no setting; did you mean `bundles`?"),
      ("a: b", "1:1: error: `a` is no setting; `mpe config show` lists all settings"),
      ("host: a\nMax-Mesage: 4MiB", "2:1: error: `Max-Mesage` is no setting; did you mean `max-message`?"),
      ("level: debug", "1:1: error: `level` is no setting; did you mean `log.level`?"),
      (
        "server:\n  max-header: 4KiB",
        "1:1: error: `server` is no setting; `max-header` is a setting of its own: write it without `server` above it"
      ),
      ("port: 9000", "1:1: error: `port` is no setting; give it on the command line: `--port`"),
      ("opa-flags: x", "1:1: error: `opa-flags` is no setting; give it on the command line: `--opa-flags`"),
      (
        "include: {allbundles: true}",
        "1:11: warning: `include.allbundles` has had no effect for long; the setting is `bundles.includeall`"
      ),
      (
        "log: debug",
        "1:6: error: `log` is `debug`, but no setting by itself; settings that begin with it: `log.level`"
      ),
      (
        "host: a\n---\nhost: b",
        "3:1: error: a second document begins here, which is not read; remove the line `---` before it"
      ),
      ("log: [a]", "1:6: error: `log` is a list, but no setting by itself; settings that begin with it: `log.level`"),
      (
        "max-depth: 5\nmax: {depth: 6}",
        "2:7: error: `max.depth` is set a second time: what stands at 1:1 counts; remove one of the two"
      ),
    ])
  func unknownKeys(text: String, finding: String) {
    #expect(Self.check(text) == [finding])
  }

  @Test(
    "says of a wrong value where it stands, what it is and what is allowed",
    arguments: [
      (
        "bundles: {includeall: maybe}",
        "1:23: error: `bundles.includeall` is `maybe`: write `true` or `false`; it counts as `false`"
      ),
      ("bundles: {includeall: [true]}", "1:23: error: `bundles.includeall` is a list: write `true` or `false`"),
      (
        "max-message: 4 elephants",
        "1:14: error: `max-message` is `4 elephants`: not a size such as `64KiB` or `4MiB`"
      ),
      ("max-message: 1", "1:14: error: `max-message` is `1`: it must be from 1KiB to 1GiB"),
      (
        "max-message: {a: b}",
        "1:14: error: `max-message` is a mapping: write a size such as `64KiB` or `4MiB`, from 1KiB to 1GiB"
      ),
      ("record-overflow: wait", "1:18: error: `record-overflow` is `wait`: write `block`, `drop` or `deny`"),
      ("split-strings: maybe", "1:16: error: `split-strings` is `maybe`: write `true` or `false`"),
      ("allow-builtin: [[a]]", "1:16: error: `allow-builtin` is a list: each entry must be text"),
      ("log.level: degub", "1:12: error: `log.level` is `degub`: `degub` is no level, did you mean `debug`? "),
      ("audit.k8s.podinfo: [a]", "1:20: error: `audit.k8s.podinfo` is a list: write a path"),
      (
        "opa: {unsafebuiltins: 'http.send, time.now_ns'}",
        "1:23: error: `opa.unsafebuiltins` is `http.send, time.now_ns`: ` time.now_ns` names no built-in function: "
      ),
      (
        "opa: {unsafebuiltins: [http.sent]}",
        "1:23: error: `opa.unsafebuiltins` is a list: `http.sent` names no built-in function, did you mean `http.send`?"
      ),
      ("mock.enabled: true", "1:15: warning: there is no mock backend here, `mock.enabled` has no effect; "),
    ])
  func wrongValues(text: String, finding: String) {
    let found = Self.check(text)
    #expect(found.count == 1 && found[0].hasPrefix(finding), "\(found)")
  }

  @Test(
    "says what is wrong with an entry of `audit.env`",
    arguments: [
      ("{a: b}", "1:14: error: `audit.env` is a mapping, as it was long ago: no entry counts; "),
      ("x", "1:14: error: `audit.env` is `x`: no entry counts; "),
      ("[x]", "1:15: error: an entry of `audit.env` is `x`, it is skipped; "),
      (
        "[{name: a, type: magic, value: x}]",
        "1:31: error: audit.env: unknown type \"magic\" for entry \"a\", skipping; types are `env`, `string`, "
      ),
      ("[{name: a, value: x}]", "1:15: error: audit.env: unknown type \"\" for entry \"a\", skipping; "),
      ("[{type: string, value: x}]", "1:15: error: an entry of `audit.env` has no name; "),
      ("[{name: a, type: env}]", "1:15: error: entry `a` of `audit.env` names no variable; add `value`"),
      (
        "[{name: a, type: string, vaule: x}]",
        "1:39: error: an entry of `audit.env` has no `vaule`; did you mean `value`?"
      ),
      (
        "[{name: a, type: string, value: [x]}]", "1:46: error: `value` of an entry of `audit.env` is a list; write text"
      ),
      (
        "[{name: a, type: string}, {name: a, type: string}]",
        "1:40: warning: `a` is there twice in `audit.env`: the last one counts; remove one of the two"
      ),
    ])
  func auditEntries(written: String, finding: String) {
    let found = Self.check("audit: {env: \(written)}")
    #expect(found.count == 1 && found[0].hasPrefix(finding), "\(found)")
  }

  @Test(
    "tells of variables that are nearly ours, never what they hold",
    arguments: [
      ("MPE_LOG_LEVL", "MPE_LOG_LEVL: error: there is no such variable, it has no effect; did you mean MPE_LOG_LEVEL?"),
      (
        "MPE_CONFIG_FILE_NAME",
        "MPE_CONFIG_FILE_NAME: error: there is no such variable, it has no effect; did you mean MPE_CONFIG_FILENAME?"
      ),
      ("MPE_PORT", "MPE_PORT: warning: the variable has no effect; give it on the command line: `--port`"),
      (
        "MPE_AUDIT_ENV",
        "MPE_AUDIT_ENV: error: no variable can hold a list of entries, it has no effect; write `audit.env` in the file"
      ),
    ])
  func unknownVariables(name: String, finding: String) {
    #expect(Self.check("", [name: "s3cret"]) == [finding])
    #expect(Self.check("", [name: ""]).isEmpty)
  }

  @Test(
    "says nothing of variables of others",
    arguments: [
      ("MPE_PORT", "tcp://10.0.0.1:9000"), ("MPE_PORT_9000_TCP_ADDR", "10.0.0.1"), ("MPE_SERVICE_HOST", "10.0.0.1"),
      ("MPE_SERVICE_PORT_GRPC", "9000"), ("MPE_LOG_PORT", "tcp://10.0.0.1:1"), ("MPE_SHARED", "x"), ("LOG_LEVL", "x"),
      ("mpe_log_levl", "x"), ("MPE_", "x"), ("MPE_" + String(repeating: "X", count: 100_000), "x"),
    ])
  func others(name: String, value: String) {
    #expect(Self.check("", [name: value]).isEmpty)
  }

  @Test(
    "looks at the values of variables",
    arguments: [
      ("MPE_DRAIN_GAP", "soon", "MPE_DRAIN_GAP: error: the value is `soon`: not a duration such as "),
      (
        "MPE_BUNDLES_INCLUDEALL", "maybe",
        "MPE_BUNDLES_INCLUDEALL: error: the value is `maybe`: write `true` or `false`; "
      ),
      ("MPE_LOG_LEVEL", "a:b:c", "MPE_LOG_LEVEL: error: the value is `a:b:c`: `a:b:c` is no `module:level`: "),
      ("MPE_LOG_FORMATTER", "yaml", "MPE_LOG_FORMATTER: warning: the value is `yaml`: write `text` or `json`; "),
      ("MPE_CLI_OPA_FLAGS", "--strict", "MPE_CLI_OPA_FLAGS: warning: the value is `--strict`: only `--v0-compatible` "),
      ("MPE_MOCK_ENABLED", "1", "MPE_MOCK_ENABLED: warning: there is no mock backend here, "),
      ("MPE_HOST", "a\nb", ""), ("MPE_LOG_LEVEL", "debug", ""), ("MPE_ALLOW_BUILTIN", "a,b", ""),
    ])
  func variables(name: String, value: String, finding: String) {
    let found = Self.check("", [name: value])
    #expect(found.count == (finding.isEmpty ? 0 : 1) && (found.first ?? "").hasPrefix(finding), "\(found)")
  }

  @Test("has nothing to say of a file that is right")
  func right() {
    let text = """
      log: {level: ".:info;policyengine:debug"}
      bundles: {includeall: true}
      audit:
        k8s: {podinfo: /etc/podinfo}
        env: [{name: host, type: env, value: HOSTNAME}]
      opa: {unsafebuiltins: http.send}
      mock: {enabled: false, domain: {policies: [{name: a}]}}
      records: off
      record: {overflow: drop}
      max-message: 4194304
      max: {header: 16KiB, streams: 100}
      idle.timeout: 1m
      allow_builtin: [http.send]
      threads: ~
      """
    #expect(Self.check(text).isEmpty)
  }

  @Test(
    "names are near when few letters differ",
    arguments: [
      ("levle", "level"), ("lvl", "level"), ("max.mesage", "max.message"), ("x", nil), ("", nil), ("unrelated", nil),
    ])
  func nearest(word: String, name: String?) {
    #expect(NearestWord.of(word, among: ["level", "max.message", "max.header"]) == name)
  }
}
