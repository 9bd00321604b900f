import Logging
import Testing

@testable import mpe

struct LogTests {
  @Test(
    "reads levels of modules",
    arguments: [
      ("", "info", "info"), (".:debug", "debug", "debug"), ("debug", "debug", "debug"), ("a:error", "error", "info"),
      (" a : warn ; .:error", "warning", "error"), ("a:b:c;.:fatal", "critical", "critical"),
      ("a:nonsense", "info", "info"),
      ("nonsense", "info", "info"), (".:trace", "debug", "debug"), ("a:PANIC", "critical", "info"),
    ])
  func levels(text: String, of module: String, otherwise: String) {
    let levels = LogLevels(text)
    #expect(levels.level(of: "a").rawValue == module)
    #expect(levels.level(of: "b").rawValue == otherwise)
  }

  @Test(
    "says what of the levels is not understood",
    arguments: [
      ("", nil), ("debug", nil), (" .:info ; policyengine : WARN;", nil), ("mine:debug", nil),
      ("a:b:c", "`a:b:c` is no `module:level`: "), (":debug", "`:debug` is no `module:level`: "),
      ("a:", "`a:` is no `module:level`: "),
      ("degub", "`degub` is no level, did you mean `debug`? levels are `debug`, "),
      (".:loud", "`loud` is no level: levels are `debug`, "),
      ("policy-engine:debug", "no module is called `policy-engine`, did you mean `policyengine`?"),
    ])
  func complaints(text: String, start: String?) {
    let complaint = LogLevels.complaint(text)
    #expect(start.map { complaint?.hasPrefix($0) == true } ?? (complaint == nil), "\(complaint ?? "")")
  }

  @Test(
    "writes levels so that reading them again yields the same",
    arguments: [("", ".:info"), ("debug;b:warn;a:fatal", ".:debug;a:fatal;b:warn")])
  func levelText(text: String, written: String) {
    #expect(LogLevels(text).text == written)
    #expect(LogLevels(written) == LogLevels(text))
  }

  @Test("levels that are set later hold for loggers that there are already, unless they have their own")
  func laterLevels() {
    let store = LogLevelStore(LogLevels("a:error"))
    func log(_ module: String) -> StandardErrorLog {
      StandardErrorLog(module: module, level: store.level(of: module), line: LogLine())
    }
    let (a, b) = (log("a"), log("b"))
    var own = log("a")
    own.logLevel = .notice
    #expect([a.logLevel, b.logLevel, own.logLevel] == [.error, .info, .notice])
    store.replace(by: LogLevels(".:warn;b:debug"))
    #expect([a.logLevel, b.logLevel, own.logLevel] == [.warning, .debug, .notice])
    #expect(store.levels.text == ".:warn;b:debug")
    #expect(log("c").logLevel == .warning)
  }

  static let event = LogEvent(
    level: .warning, message: "it \"is\" so", metadata: ["action": "start", "port": "9000"], source: "s",
    file: "Sources/mpe/A.swift", function: "f", line: 7)

  @Test("writes JSON with its fields in the original's order")
  func json() {
    let line = LogLine().format(Self.event, module: "policyengine", metadata: [:], milliseconds: 1_704_164_645_006)
    let expected =
      #"{"level":"warn","ts":"2024-01-02T03:04:05.006Z","msg":"it \"is\" so","actor":"sys","action":"start","#
      + #""module":"policyengine","port":"9000"}"#
    #expect(line == expected + "\n")
  }

  @Test("writes columns where text is asked for, and the caller where it is")
  func text() {
    let style = LogLine(isText: true, hasCaller: true)
    let line = style.format(Self.event, module: "mpe", metadata: ["actor": "me"], milliseconds: 0)
    let expected =
      "1970-01-01T00:00:00.000Z\twarn\tmpe/A.swift:7\tit \"is\" so\t"
      + #"{"actor":"me","action":"start","module":"mpe","port":"9000"}"#
    #expect(line == expected + "\n")
  }
}
