import DecisionAPI
import Hummingbird
import HummingbirdTesting
import Testing

struct RoutingTests {
  private let bench = APIBench()

  @Test(
    "a path is one of ours to the last byte, or is not found",
    arguments: [
      "/", "/decision/", "/Decision", "//decision", "/decision%2F", "/%64ecision", "/decision/x", "/health",
      "/metrics", "/v1/data", "/swagger-ui", "/openapi.yaml/", "/openapi.yam", "*",
    ])
  func notFound(path: String) async throws {
    for method in [HTTPRequest.Method.get, .post, .options] {
      let response = try await bench.ask(path, method: method, body: APIBench.granted)
      #expect(response.status == .notFound && response.text == "{\"message\":\"Not Found\"}\n")
    }
    #expect(bench.sink.records.isEmpty)
  }

  @Test(
    "another method is told which ones there are",
    arguments: [
      ("/decision", "GET", "OPTIONS, POST"), ("/decision", "PUT", "OPTIONS, POST"),
      ("/decision", "PROPFIND", "OPTIONS, POST"), ("/decisions", "GET", "OPTIONS, POST"),
      ("/openapi.yaml", "POST", "OPTIONS, GET"), ("/swagger-ui/", "POST", "OPTIONS, GET"),
      ("/swagger-ui/nope", "DELETE", "OPTIONS, GET"), ("/healthz", "POST", "OPTIONS, GET, HEAD"),
    ])
  func methods(path: String, method: String, allowed: String) async throws {
    let response = try await bench.ask(path, method: try #require(HTTPRequest.Method(method)))
    #expect(response.status == .methodNotAllowed && response.headers[.allow] == allowed)
    #expect(response.text == "{\"message\":\"Method Not Allowed\"}\n")
    let options = try await bench.ask(path, method: .options)
    #expect(options.status == .noContent && options.headers[.allow] == allowed && options.text == "")
  }

  @Test(
    "HEAD has no body, and is taken where a prober may send it",
    arguments: [("/decision", 405), ("/openapi.yaml", 405), ("/nope", 404), ("/healthz", 200), ("/readyz", 200)])
  func head(path: String, status: Int) async throws {
    let response = try await bench.ask(path, method: .head)
    #expect(response.status.code == status && response.text == "")
  }

  @Test("says whether it is ready")
  func readiness() async throws {
    #expect(try await bench.ask("/healthz", method: .get).text == "{\"status\":\"ok\"}\n")
    #expect(try await bench.ask("/readyz", method: .get).text == "{\"status\":\"ready\",\"snapshot\":\"s\"}\n")
    let draining = APIBench(readiness: Readiness(isReady: false, status: "draining", snapshot: "s"))
    let response = try await draining.ask("/readyz", method: .get)
    #expect(response.status == .serviceUnavailable && response.text.contains("draining"))
  }

  @Test("the page's own paths are answered, others under its folder are not")
  func page() async throws {
    for (path, type) in [("", "html"), ("console.css", "css"), ("console.js", "javascript")] {
      let page = try await bench.ask("/swagger-ui/\(path)", method: .get)
      #expect(page.status == .ok && page.headers[.contentType] == "text/\(type); charset=utf-8")
      #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; script-src 'self';") == true)
    }
    let index = try await bench.ask("/swagger-ui/index.html", method: .get)
    #expect(index.status == .movedPermanently && index.headers[.location] == "./" && index.text == "")
    for path in ["/swagger-ui/nope", "/swagger-ui/../openapi.yaml"] {
      let response = try await bench.ask(path, method: .get)
      #expect(response.status == .notFound && response.text == "404 page not found\n")
      #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    }
  }
}
