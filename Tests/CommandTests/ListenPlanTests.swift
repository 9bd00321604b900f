import Server
import Testing

@testable import mpe

struct ListenPlanTests {
  private static func plan(
    _ protocols: String, _ listeners: [String] = [], port: Int? = nil, host: String? = nil
  ) throws -> String {
    let plan = try ListenPlan.make(
      protocols: protocols.split(separator: " ").map(String.init), listeners: listeners, port: port, host: host)
    return plan.map { "\($0.0.rawValue) \($0.1.map(\.description).joined(separator: " "))" }.joined(separator: ", ")
  }

  @Test("the first protocol listens at the port, unless a listener names it")
  func port() throws {
    #expect(try Self.plan("generic") == "generic *:9000")
    #expect(try Self.plan("envoy", port: 0, host: "::1") == "envoy [::1]:0")
    #expect(try Self.plan("generic", ["tcp:127.0.0.1:1", "unix:/a"]) == "generic 127.0.0.1:1 unix:/a")
    #expect(
      try Self.plan("envoy generic", ["generic+tcp::9001"], port: 7) == "envoy *:7, generic *:9001")
    #expect(
      try Self.plan("envoy generic", ["generic+tcp:*:1", "envoy+unix:@name", "envoy+tcp:[::]:2"])
        == "envoy unix:@name [::]:2, generic *:1")
  }

  @Test("reads the mode of a Unix socket")
  func mode() throws {
    let plan = try ListenPlan.make(
      protocols: ["generic"], listeners: ["unix:/run/a+b.sock?mode=0660"], port: nil, host: nil)
    #expect(plan[0].1 == [.unix(path: "/run/a+b.sock", mode: 0o660)])
  }

  @Test(
    "says what is wrong, and what to write",
    arguments: [
      ("zzz", [], nil, "unsupported protocol: zzz"),
      ("envoy envoy", [], nil, "protocol `envoy` is named twice: name each by one `-p`"),
      (
        "envoy generic", [], nil,
        "protocol `generic` has no listener: add one, such as `--listen generic+tcp:127.0.0.1:9001`"
      ),
      (
        "generic", ["tcp::1"], 2,
        "`--port` and `--listen` both say where protocol `generic` listens: drop one of them"
      ),
      ("generic", ["envoy+tcp::1"], nil, "`--listen envoy+tcp::1`: protocol `envoy` is not served; add `-p envoy`"),
      ("generic", ["zzz+tcp::1"], nil, "`--listen zzz+tcp::1`: unsupported protocol: zzz"),
      (
        "envoy generic", ["tcp::1"], nil,
        "`--listen tcp::1`: several protocols are served; say which, such as `envoy+tcp::1`"
      ),
      (
        "envoy generic", ["envoy+tcp::1", "generic+tcp:[::1]:1"], nil,
        "`*:1` and `[::1]:1` are the same listener: give each listener an address of its own"
      ),
      (
        "generic", ["unix:/a", "unix:/a?mode=600"], nil,
        "`unix:/a` and `unix:/a` are the same listener: give each listener an address of its own"
      ),
    ] as [(String, [String], Int?, String)])
  func problems(protocols: String, listeners: [String], port: Int?, message: String) {
    let error = #expect(throws: FatalError.self) { try Self.plan(protocols, listeners, port: port) }
    #expect(error?.message == message)
  }

  @Test(
    "an address in no form it knows is shown the forms",
    arguments: [
      "", "tcp", "tcp:", "tcp:1", "tcp:a:", "tcp:a:b", "tcp:a:65536", "tcp:::1:1", "tcp:[]:1", "unix:", "unix:a",
      "unix:/", "unix:@", "unix:/a?mode=", "unix:/a?mode=9", "unix:/a?mode=1777", "unix:/a?x=1", "udp:a:1",
      "127.0.0.1:1",
    ])
  func addresses(text: String) {
    let error = #expect(throws: FatalError.self) { try Self.plan("generic", [text]) }
    let forms = "write `tcp:HOST:PORT`, `unix:/PATH`, `unix:/PATH?mode=0660` or `unix:@NAME`"
    #expect(error?.message == "`--listen \(text)`: \(forms)")
  }
}
