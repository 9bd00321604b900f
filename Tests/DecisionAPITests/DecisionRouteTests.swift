import DecisionAPI
import Hummingbird
import HummingbirdTesting
import Rego
import Testing

struct DecisionRouteTests {
  private let bench = APIBench()

  @Test("permission and denial are both 200, each with the identifier of its record")
  func decisions() async throws {
    for (porc, answer) in [(APIBench.granted, "true"), (APIBench.denied, "false")] {
      let response = try await bench.ask("/decision", body: porc)
      #expect(response.status == .ok && response.text == "{\"allow\":\(answer)}\n")
      #expect(response.headers[.contentType] == "application/json")
      let id = try #require(response.headers[.init("x-mpe-decision-id")!])
      let record = try Document(json: try #require(bench.sink.records.last))
      #expect(record.withValue { $0["metadata"]["decision"].string } == id)
    }
    #expect(bench.sink.records.count == 2)
  }

  @Test(
    "a probe leaves no record, and has no identifier",
    arguments: [
      "probe=1", "probe=t", "probe=T", "probe=true", "probe=TRUE", "probe=True", "probe=%74rue", "x=%zz&probe=1",
    ])
  func probes(query: String) async throws {
    let response = try await bench.ask("/decision?\(query)", body: APIBench.granted)
    #expect(response.text == "{\"allow\":true}\n")
    #expect(response.headers[.init("x-mpe-decision-id")!] == nil)
    #expect(bench.sink.records.isEmpty)
  }

  @Test(
    "what is no probe leaves a record",
    arguments: ["", "?", "?probe=0", "?probe=False", "?Probe=true", "?probe[]=true", "?other=1", "?;probe=1"])
  func noProbes(query: String) async throws {
    _ = try await bench.ask("/decision\(query)", body: APIBench.granted)
    #expect(bench.sink.records.count == 1)
  }

  @Test(
    "a probe that is no boolean, or is there twice, is refused before the body is looked at",
    arguments: ["probe", "probe=", "probe=yes", "probe=2", "probe=tRUE", "probe=%22", "probe=true&probe=true"])
  func badProbes(query: String) async throws {
    let response = try await bench.ask("/decision?\(query)", body: "nonsense")
    #expect(response.status == .badRequest)
    #expect(response.text.hasPrefix("{\"message\":\"Invalid format for parameter probe: "))
    #expect(response.message != nil)
    #expect(bench.sink.records.isEmpty)
  }

  private static let expected = "expected=map[string]interface {}"

  @Test(
    "a body that is no object is refused",
    arguments: [
      ("", "request body must be a JSON object"), ("null", "request body must be a JSON object"), ("  ", "EOF"),
      ("{\"a\":", "unexpected EOF"), ("{", "unexpected EOF"),
      ("[]", "Unmarshal type error: \(expected), got=array, field=, offset=1"),
      (" [1]", "Unmarshal type error: \(expected), got=array, field=, offset=2"),
      ("\"x\"", "Unmarshal type error: \(expected), got=string, field=, offset=3"),
      ("5", "Unmarshal type error: \(expected), got=number, field=, offset=1"),
      ("true", "Unmarshal type error: \(expected), got=bool, field=, offset=4"),
    ])
  func noObject(body: String, message: String) async throws {
    let response = try await bench.ask("/decision", body: body)
    #expect(response.status == .badRequest)
    #expect(response.message == message)
    #expect(bench.sink.records.isEmpty)
  }

  @Test(
    "a body that is no JSON is refused, and the offset says where",
    arguments: [
      ("{oops", 2), ("{\"x\":NaN}", 6), ("\u{FEFF}{}", 1), ("{} x", 4), ("{}{}", 3), ("{\"a\":\"\u{1}\"}", 7),
      ("{\"a\":1}\0", 8), ("{'a':1}", 2), ("{\"a\":01}", 7),
    ])
  func noJSON(body: String, offset: Int) async throws {
    let response = try await bench.ask("/decision", body: body)
    #expect(response.status == .badRequest)
    #expect(response.message?.hasPrefix("Syntax error: offset=\(offset), error=") == true)
  }

  @Test("nesting that the engine does not take is denied, and nesting that nobody takes is refused")
  func nesting() async throws {
    func nested(_ depth: Int) -> String {
      #"{"x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    #expect(try await bench.ask("/decision", body: nested(100)).status == .ok)
    let deep = try await bench.ask("/decision", body: nested(9_990))
    #expect(deep.status == .ok && deep.text == "{\"allow\":false}\n")
    for depth in [10_010, 100_000] {
      #expect(try await bench.ask("/decision", body: nested(depth)).status == .badRequest)
    }
  }

  @Test("the last of two members with one name counts, and numbers keep their digits")
  func members() async throws {
    let body = #"{"operation":"a","operation":"b","context":{"n":12345678901234567890123,"f":1.50}}"#
    _ = try await bench.ask("/decision", body: body)
    let record = try #require(bench.sink.records.first)
    #expect(record.contains("\"operation\":\"b\"") && !record.contains("\"operation\":\"a\""))
    #expect(record.contains("12345678901234567890123") && record.contains("1.50"))
  }

  @Test("a number that no policy can calculate with is refused")
  func hugeNumber() async throws {
    let response = try await bench.ask("/decision", body: #"{"x":1e400}"#)
    #expect(response.status == .badRequest && response.text.contains("1e400"))
  }

  @Test(
    "media types are compared as they should be",
    arguments: [
      ("application/json", 200), ("application/json;", 200), ("APPLICATION/JSON", 200),
      ("application/json ; charset=utf-8", 200), ("application/vnd.api+json", 415), ("text/json", 415),
      ("application/jsonx", 415), ("*/*", 415), ("text/plain", 415), ("", 415), ("application/xml", 400),
      ("text/xml; charset=utf-8", 400), ("multipart/form-data", 400),
    ])
  func mediaTypes(type: String, status: Int) async throws {
    let response = try await bench.ask("/decision", type: type, body: APIBench.granted)
    #expect(response.status.code == status)
    #expect(response.headers[.contentType] == "application/json")
  }

  @Test("a body over the limit is refused")
  func tooLarge() async throws {
    var options = DecisionOptions()
    options.bodyBytesMax = 100
    let response = try await APIBench(options: options).ask("/decision", body: String(repeating: " ", count: 101))
    #expect(response.status == .contentTooLarge && response.text.contains("100 bytes"))
  }

  @Test("a fault of ours is no decision", arguments: [DecisionFault.busy, .late, .stopping])
  func faults(fault: DecisionFault) async throws {
    let response = try await APIBench(fault: fault).ask("/decision", body: APIBench.granted)
    #expect(response.status == .serviceUnavailable && !response.text.contains("allow"))
  }

  @Test("a decision that cannot be recorded is not given, or is a denial where the host says so")
  func unrecorded() async throws {
    bench.sink.refuse()
    #expect(try await bench.ask("/decision", body: APIBench.granted).status == .serviceUnavailable)
    #expect(try await bench.ask("/decision?probe=1", body: APIBench.granted).text == "{\"allow\":true}\n")
    var options = DecisionOptions()
    options.deniesWithoutRecord = true
    let strict = APIBench(options: options)
    strict.sink.refuse()
    #expect(try await strict.ask("/decision", body: APIBench.granted).text == "{\"allow\":false}\n")
  }
}
