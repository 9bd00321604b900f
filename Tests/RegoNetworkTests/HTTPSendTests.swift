import Foundation
import Rego
import RegoNetwork
import Testing

@Suite struct HTTPSendTests {
  private let network = NetworkClient()

  private func call(_ expression: String) -> String { PolicyCall(network)(expression) }

  // MARK: Requests and responses

  @Test("a response has status, headers in lower case and as lists, the body as text and parsed")
  func response() throws {
    let server = try LocalServer { _ in
      .response(201, [("Content-Type", "application/json"), ("X-A", "1"), ("x-a", "2")], "{\"b\": [1, 2.50]}")
    }
    let response = PolicyCall.send("http://127.0.0.1:\(server.port)/")
    #expect(
      call("json.remove(\(response), [\"headers/date\"])")
        == #"{"body":{"b":[1,2.50]},"headers":{"content-length":["16"],"content-type":["application/json"],"#
        + #""x-a":["1","2"]},"raw_body":"{\"b\": [1, 2.50]}","status":"201 Created","status_code":201}"#)
  }

  @Test(
    "the body is parsed by its type, or as the request forces it, and else null",
    arguments: [
      ("application/problem+json; charset=utf-8", "{\"a\": 1}", "", "{\"a\":1}"),
      ("application/json", "no JSON", "", "null"), ("text/plain", "{\"a\": 1}", "", "null"),
      ("text/plain", "[1]", "\"force_json_decode\": true", "[1]"),
      ("application/x-yaml", "a: [1, b]", "", "{\"a\":[1,\"b\"]}"),
      ("text/plain", "a: 1", "\"force_yaml_decode\": true", "{\"a\":1}"), ("application/yaml", "a: [", "", "null"),
      ("application/json", "", "", "null"),
    ])
  func body(type: String, text: String, more: String, wanted: String) throws {
    let server = try LocalServer { _ in .response(200, [("Content-Type", type)], text) }
    #expect(call("\(PolicyCall.send("http://127.0.0.1:\(server.port)", more)).body") == wanted)
  }

  @Test("what is sent: the method in capitals, headers, a body as JSON or as it is")
  func sent() throws {
    let server = try LocalServer { _ in .response() }
    let url = "http://127.0.0.1:\(server.port)/a/b?c=d"
    _ = call(
      "http.send({\"method\": \"post\", \"url\": \"\(url)\", \"headers\": {\"x-opa\": \"1\"}, \"body\": {\"b\": {1}, \"a\": \"<\"}})"
    )
    _ = call("http.send({\"method\": \"PUT\", \"url\": \"\(url)\", \"body\": 1, \"raw_body\": \"raw\"})")
    let requests = server.requests
    try #require(requests.count == 2)
    #expect(requests[0].method == "POST" && requests[0].path == "/a/b?c=d")
    #expect(requests[0].headers.first(name: "X-Opa") == "1")
    #expect(requests[0].headers.first(name: "Host") == "127.0.0.1:\(server.port)")
    #expect(requests[0].body == "{\"a\":\"\\u003c\",\"b\":[1]}")
    #expect(requests[1].method == "PUT" && requests[1].body == "raw")
  }

  @Test("a socket of the file system is reached by `unix:`")
  func socket() throws {
    let path = NSTemporaryDirectory() + "mpe-\(UUID().uuidString.prefix(8)).sock"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let server = try LocalServer(socket: path) { .response(200, [], $0.path) }
    let escaped = path.replacingOccurrences(of: "/", with: "%2F")
    #expect(
      call("\(PolicyCall.send("unix://localhost/end/point?socket=\(escaped)&a=b")).raw_body") == "\"/end/point?a=b\"")
    #expect(server.requests.first?.headers.first(name: "Host") == "localhost")
  }

  // MARK: Failures

  /// A port that nobody listens on.
  private static func closedPort() throws -> Int { try LocalServer { _ in .hangUp }.closing() }

  @Test("a refused connection is an error, or a response that says so")
  func refused() throws {
    let port = try Self.closedPort()
    let text = "Get \"http://127.0.0.1:\(port)/\": dial tcp 127.0.0.1:\(port): connect: connection refused"
    #expect(call(PolicyCall.send("http://127.0.0.1:\(port)/")).hasSuffix("eval_builtin_error: http.send: \(text)"))
    let response = PolicyCall.send("http://127.0.0.1:\(port)/", "\"raise_error\": false")
    #expect(call("\(response).error.code") == "\"eval_http_send_network_error\"")
    #expect(call("\(response).status_code") == "0")
    #expect(call("\(response).error.message == `\(text)`") == "true")
  }

  @Test(
    "addresses that nothing can be sent to",
    arguments: [
      ("u", "Get \"u\": unsupported protocol scheme \"\""),
      ("ftp://a/", "Get \"ftp://a/\": unsupported protocol scheme \"ftp\""),
      ("http:///a", "Get \"http:///a\": http: no Host in request URL"),
    ])
  func badAddresses(url: String, error: String) { #expect(call(PolicyCall.send(url)).hasSuffix(error)) }

  @Test("a method that is no word is refused")
  func badMethod() {
    #expect(
      call("http.send({\"method\": \"A B\", \"url\": \"http://a.test\"})").hasSuffix("net/http: invalid method \"A B\"")
    )
  }

  @Test(
    "a server that says nothing ends in a timeout, written as a number or as a duration",
    arguments: ["100000000", "\"100ms\""])
  func timeout(_ timeout: String) throws {
    let server = try LocalServer { _ in .silence }
    let url = "http://127.0.0.1:\(server.port)/"
    #expect(call(PolicyCall.send(url, "\"timeout\": \(timeout)")).hasSuffix("http.send: Get \(url): request timed out"))
    let response = PolicyCall.send(url, "\"timeout\": \(timeout), \"raise_error\": false")
    #expect(call("startswith(\(response).error.message, \"Get \\\"http\")") == "true")
    #expect(call("\(response).error.code") == "\"eval_http_send_network_error\"")
  }

  @Test("a request is repeated as often as it says, until a response comes")
  func retries() throws {
    let server = try LocalServer { $0.number < 2 ? .hangUp : .response() }
    let url = "http://127.0.0.1:\(server.port)"
    #expect(call("\(PolicyCall.send(url, "\"max_retry_attempts\": 3")).status_code") == "200")
    #expect(server.requests.count == 3)
    let closed = try LocalServer { _ in .hangUp }
    #expect(call(PolicyCall.send("http://127.0.0.1:\(closed.port)", "\"max_retry_attempts\": 1")).hasPrefix("!"))
    #expect(closed.requests.count == 2)
  }

  @Test("a response that is larger than the bound is an error")
  func largeResponse() throws {
    var limits = NetworkClient.Limits()
    limits.responseBytesMax = 1000
    let server = try LocalServer { _ in .response(200, [], String(repeating: "a", count: 1001)) }
    let call = PolicyCall(NetworkClient(limits: limits))
    #expect(call(PolicyCall.send("http://127.0.0.1:\(server.port)")).hasSuffix("larger than 1000 bytes"))
  }

  // MARK: Waiting

  @Test("the caller's deadline and its departure end the evaluation, even where errors are values")
  func patience() throws {
    let server = try LocalServer { _ in .silence }
    let request = PolicyCall.send("http://127.0.0.1:\(server.port)", "\"raise_error\": false")
    var call = PolicyCall(network)
    call.isStrict = false
    call.patience = Patience(deadlineNanoseconds: 1)
    #expect(call(request).hasSuffix("eval_cancel_error: http.send: timed out (context deadline exceeded)"))
    call.patience = Patience(isCancelled: { !server.requests.isEmpty })
    #expect(call(request).hasSuffix("eval_cancel_error: http.send: timed out (context canceled)"))
  }

  // MARK: Redirects

  @Test("redirects are followed when the request says so, a POST as a GET except by 307 and 308")
  func redirects() throws {
    let server = try LocalServer {
      switch $0.path {
      case "/301": .response(301, [("Location", "/end")])
      case "/307": .response(307, [("Location", "end")])
      default: .response(200, [], "\($0.method) \($0.body)")
      }
    }
    let root = "http://127.0.0.1:\(server.port)"
    #expect(call("\(PolicyCall.send(root + "/301")).status_code") == "301")
    let post = "\"enable_redirect\": true, \"raw_body\": \"b\""
    for (path, body) in [("/301", "\"GET \""), ("/307", "\"POST b\"")] {
      #expect(call("http.send({\"method\": \"post\", \"url\": \"\(root + path)\", \(post)}).raw_body") == body)
    }
  }

  @Test("redirects end somewhere, and credentials stay with their host")
  func redirectBounds() throws {
    let circle = try LocalServer { _ in .response(302, [("Location", "/")]) }
    let url = "http://127.0.0.1:\(circle.port)/"
    #expect(call(PolicyCall.send(url, "\"enable_redirect\": true")).hasSuffix("stopped after 10 redirects"))
    let other = try LocalServer { .response(200, [], $0.headers.first(name: "Authorization") ?? "none") }
    let first = try LocalServer { _ in .response(302, [("Location", "http://localhost:\(other.port)/")]) }
    let request = PolicyCall.send(
      "http://127.0.0.1:\(first.port)/", "\"enable_redirect\": true, \"headers\": {\"Authorization\": \"secret\"}")
    #expect(call("\(request).raw_body") == "\"none\"")
  }

  @Test("only allowed hosts are asked, also by redirects, and looked up")
  func allowedHosts() throws {
    let server = try LocalServer { _ in .response(302, [("Location", "http://localhost:1/")]) }
    var call = PolicyCall(network)
    call.allowedHosts = ["127.0.0.1"]
    let url = "http://127.0.0.1:\(server.port)/"
    #expect(call("\(PolicyCall.send(url)).status_code") == "302")
    #expect(call(PolicyCall.send(url, "\"enable_redirect\": true")).hasSuffix("unallowed host: localhost"))
    #expect(call(PolicyCall.send("http://localhost:\(server.port)/")).hasSuffix("http.send: unallowed host: localhost"))
    #expect(call("net.lookup_ip_addr(\"localhost\")").hasSuffix("net.lookup_ip_addr: unallowed host: localhost"))
  }
}
