import Rego
import Testing

@testable import RegoNetwork

@Suite struct ResponseCacheTests {
  /// PolicyCall.now as a header has it.
  static let date = ("Date", "Sun, 09 Sep 2001 01:46:40 GMT")

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var status = 200
    var headers: [(String, String)]
    var more = "\"cache\": true"
    var method = "get"
    /// Seconds between the two evaluations.
    var pause: Int64 = 5
    /// How many of two evaluations reach the server.
    let requests: Int
  }

  static let cases = [
    Case(
      testDescription: "without a word about the cache", headers: [("Cache-Control", "max-age=60"), date], more: "",
      requests: 2),
    Case(testDescription: "max-age not over", headers: [("Cache-Control", "max-age=60"), date], requests: 1),
    Case(testDescription: "max-age over", headers: [("Cache-Control", "max-age=4"), date], requests: 2),
    Case(
      testDescription: "max-age counted from the response's date",
      headers: [("Cache-Control", "max-age=60"), ("Date", "Sun, 09 Sep 2001 01:45:00 GMT")], requests: 2),
    Case(testDescription: "max-age without a date", headers: [("Cache-Control", "max-age=60")], requests: 1),
    Case(
      testDescription: "max-age that is no number", headers: [("Cache-Control", "max-age=soon"), date], requests: 2),
    Case(
      testDescription: "max-age before Expires",
      headers: [("Cache-Control", "public, max-age=60"), ("Expires", "0"), date], requests: 1),
    Case(
      testDescription: "must-revalidate, not over", headers: [("Cache-Control", "max-age=60, must-revalidate"), date],
      requests: 1),
    Case(testDescription: "no-store", headers: [("Cache-Control", "no-store, max-age=60"), date], requests: 2),
    Case(testDescription: "no-cache", headers: [("Cache-Control", "no-cache, max-age=60"), date], requests: 2),
    Case(
      testDescription: "Expires to come", headers: [("Expires", "Sun, 09 Sep 2001 01:47:00 GMT"), date], requests: 1),
    Case(testDescription: "Expires over", headers: [("Expires", "Sun, 09 Sep 2001 01:46:41 GMT"), date], requests: 2),
    Case(testDescription: "Expires that is no date", headers: [("Expires", "0"), date], requests: 2),
    Case(testDescription: "nothing about freshness", headers: [date], requests: 2),
    Case(testDescription: "Vary: *", headers: [("Cache-Control", "max-age=60"), ("Vary", "*"), date], requests: 2),
    Case(testDescription: "HEAD", headers: [("Cache-Control", "max-age=60"), date], method: "head", requests: 1),
    Case(testDescription: "POST", headers: [("Cache-Control", "max-age=60"), date], method: "post", requests: 2),
    Case(
      testDescription: "404 may be kept", status: 404, headers: [("Cache-Control", "max-age=60"), date], requests: 1),
    Case(testDescription: "500 may not", status: 500, headers: [("Cache-Control", "max-age=60"), date], requests: 2),
    Case(
      testDescription: "forced", headers: [("Cache-Control", "no-store")],
      more: "\"force_cache\": true, \"force_cache_duration_seconds\": 60", requests: 1),
    Case(
      testDescription: "forced, of a POST", headers: [],
      more: "\"force_cache\": true, \"force_cache_duration_seconds\": 60", method: "post", requests: 1),
    Case(
      testDescription: "forced, over", headers: [("Cache-Control", "max-age=60"), date],
      more: "\"force_cache\": true, \"force_cache_duration_seconds\": 4", requests: 2),
    Case(
      testDescription: "forced for no time", headers: [("Cache-Control", "max-age=60"), date],
      more: "\"force_cache\": true, \"force_cache_duration_seconds\": 0", requests: 1),
    Case(
      testDescription: "kept deserialized", headers: [("Cache-Control", "max-age=60"), date],
      more: "\"cache\": true, \"caching_mode\": \"deserialized\"", requests: 1),
    Case(
      testDescription: "kept in no known way", headers: [("Cache-Control", "max-age=60"), date],
      more: "\"cache\": true, \"caching_mode\": \"b\"", requests: 2),
  ]

  @Test("which responses later evaluations use again", arguments: cases)
  func keeps(_ example: Case) throws {
    let server = try LocalServer { .response(example.status, example.headers, "\($0.number)") }
    var call = PolicyCall(NetworkClient())
    let more = example.more.isEmpty ? "" : ", \(example.more)"
    let request =
      "http.send({\"method\": \"\(example.method)\", \"url\": \"http://127.0.0.1:\(server.port)/\"\(more)}).status_code"
    #expect(call(request) == "\(example.status)")
    call.now += example.pause * 1_000_000_000
    #expect(call(request) == "\(example.status)")
    #expect(server.requests.count == example.requests)
  }

  @Test("what is over is asked about by its tag and its date, and an unchanged one is used with the new headers")
  func revalidates() throws {
    let server = try LocalServer { request in
      let fields = [
        ("ETag", "\"v1\""), ("Last-Modified", "Sun, 09 Sep 2001 01:00:00 GMT"), ("X-Number", "\(request.number)"),
        ("Cache-Control", "max-age=2"), request.number == 0 ? Self.date : ("Date", "Sun, 09 Sep 2001 01:46:50 GMT"),
      ]
      return request.headers.contains(name: "If-None-Match")
        ? .response(304, fields) : .response(200, fields, "body \(request.number)")
    }
    var call = PolicyCall(NetworkClient())
    let response = PolicyCall.send("http://127.0.0.1:\(server.port)/", "\"cache\": true")
    #expect(call("\(response).raw_body") == "\"body 0\"")
    call.now += 10_000_000_000
    #expect(call("\(response).headers[\"x-number\"][0]") == "\"1\"")
    #expect(call("\(response).raw_body") == "\"body 0\"")
    let requests = server.requests
    try #require(requests.count == 2)
    #expect(requests[1].headers.first(name: "If-None-Match") == "\"v1\"")
    #expect(requests[1].headers.first(name: "If-Modified-Since") == "Sun, 09 Sep 2001 01:00:00 GMT")
  }

  @Test("a changed response takes the place of the old one")
  func replaces() throws {
    let server = try LocalServer {
      .response(200, [("ETag", "\"\($0.number)\""), ("Cache-Control", "max-age=2"), Self.date], "\($0.number)")
    }
    var call = PolicyCall(NetworkClient())
    let body = PolicyCall.send("http://127.0.0.1:\(server.port)/", "\"cache\": true") + ".raw_body"
    #expect(call(body) == "\"0\"")
    call.now += 10_000_000_000
    #expect(call(body) == "\"1\"")
  }

  @Test("within an evaluation one request has one response, whatever its status, and one error")
  func oneEvaluation() throws {
    let server = try LocalServer { $0.path == "/bad" ? .hangUp : .response(500, [], "\($0.number)") }
    let call = PolicyCall(NetworkClient())
    let request = PolicyCall.send("http://127.0.0.1:\(server.port)/")
    #expect(call("[\(request).raw_body, \(request).raw_body]") == "[\"0\",\"0\"]")
    let bad = PolicyCall.send("http://127.0.0.1:\(server.port)/bad", "\"raise_error\": false")
    #expect(call("[\(bad).status_code, \(bad).status_code]") == "[0,0]")
    #expect(server.requests.count == 2)
  }

  @Test("headers that are ignored tell no requests apart")
  func ignoredHeaders() throws {
    let server = try LocalServer { .response(200, [("Cache-Control", "max-age=60"), Self.date], "\($0.number)") }
    let call = PolicyCall(NetworkClient())
    func body(_ trace: Int, ignoring: String, cache: Bool) -> String {
      PolicyCall.send(
        "http://127.0.0.1:\(server.port)/",
        "\"headers\": {\"X-Trace\": \"\(trace)\", \"a\": \"b\"}, \"cache\": \(cache), \"cache_ignored_headers\": [\"\(ignoring)\"]"
      )
        + ".raw_body"
    }
    #expect(
      call("[\(body(1, ignoring: "X-Trace", cache: false)), \(body(2, ignoring: "X-Trace", cache: false))]")
        == "[\"0\",\"0\"]")
    #expect(
      call("[\(body(1, ignoring: "b", cache: false)), \(body(2, ignoring: "b", cache: false))]") == "[\"1\",\"2\"]")
    #expect(call(body(1, ignoring: "X-Trace", cache: true)) == "\"3\"")
    #expect(call(body(2, ignoring: "X-Trace", cache: true)) == "\"3\"")
  }

  // MARK: Bounds

  private func entry(_ text: String) -> ResponseCache.Entry {
    ResponseCache.Entry(
      response: NetworkResponse(statusCode: 200, status: "200 OK", headers: [], body: Array(text.utf8)),
      expiresNanoseconds: .max)
  }

  @Test("the oldest give way when there are too many, and when they are too large")
  func bounds() {
    let few = ResponseCache(entriesMax: 2, bytesMax: 1 << 20)
    for key in ["a", "b", "a", "c"] { few.keep(entry(key), for: key) }
    #expect(few.count == 2)
    #expect(few.entry(for: "b") == nil && few.entry(for: "a") != nil && few.entry(for: "c") != nil)
    let small = ResponseCache(entriesMax: 100, bytesMax: 10_000)
    for number in 0..<100 { small.keep(entry(String(repeating: "x", count: 2_000)), for: "\(number)") }
    #expect(small.count == 4)
    small.keep(entry(String(repeating: "x", count: 20_000)), for: "99")
    #expect(small.entry(for: "99") == nil && small.count == 3)
    let none = ResponseCache(entriesMax: 0, bytesMax: 1)
    none.keep(entry(""), for: "a")
    #expect(none.count == 0)
  }
}
