import Server
import Testing

@testable import mpe

@Suite struct HealthAddressTests {
  @Test(
    arguments: [
      ([], nil, "127.0.0.1:9000"),
      ([], "10.0.0.1", "10.0.0.1:9000"),
      ([], "0.0.0.0", "127.0.0.1:9000"),
      ([], "::", "127.0.0.1:9000"),
      (["tcp::7000"], nil, "127.0.0.1:7000"),
      (["tcp::7000"], "10.0.0.1", "127.0.0.1:7000"),
      (["generic+tcp::7000", "envoy+unix:/run/mpe?mode=0660"], nil, "unix:/run/mpe"),
      (["generic+unix:/run/mpe", "generic+tcp:[::1]:7000"], nil, "http://[::1]:7000/readyz"),
      (["envoy+tcp::0", "generic+tcp:*:7000"], nil, "http://127.0.0.1:7000/readyz"),
    ] as [([String], String?, String)])
  func `without an address the settings say where to ask`(listeners: [String], host: String?, place: String) throws {
    #expect("\(try HealthAddress.standard(listeners: listeners, host: host))" == place)
  }

  @Test(arguments: ["envoy+tcp::0", "generic+unix:/run/mpe", "nonsense"])
  func `settings that name no place that can be asked are an error`(listener: String) {
    #expect(throws: FatalError.self) { try HealthAddress.standard(listeners: [listener], host: nil) }
  }

  @Test(
    arguments: [
      ("http://h:1", "http://h:1/readyz"), ("http://h:1/", "http://h:1/readyz"),
      ("http://[::1]:1/a?b", "http://[::1]:1/a?b"), ("[::1]:1", "[::1]:1"), ("tcp::1", "127.0.0.1:1"),
      ("unix:@a", "unix:@a"),
    ])
  func `an address reads as it is written`(text: String, place: String) throws {
    #expect("\(try #require(HealthAddress(argument: text)).target)" == place)
  }
}
