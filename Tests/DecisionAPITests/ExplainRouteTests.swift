import DecisionAPI
import Rego
import Testing

/// `POST /explain`, in memory.
@Suite struct ExplainRouteTests {
  @Test(
    "a PORC is explained as itself or as a member",
    arguments: [APIBench.denied, #"{"porc":\#(APIBench.denied)}"#])
  func explains(_ body: String) async throws {
    let bench = APIBench()
    let response = try await bench.ask("/explain", body: body)
    #expect(response.status == .ok)
    #expect(response.headers[.contentType] == "application/json")
    let answer = try Document(json: response.text)
    try answer.withValue { value in
      #expect(value["decision"].string == "DENY")
      #expect(value["phases"].count == 4)
      #expect(value["remedies"]["sets"][0]["changes"][0]["kind"].string == "role")
    }
    #expect(bench.sink.records.isEmpty)
  }

  @Test(
    "what is no question is refused",
    arguments: [
      ("", 400), ("null", 400), ("[]", 400), ("{", 400), (#"{"porc":7}"#, 400), (#"{"input":{"request":{}}}"#, 400),
      (#"{"operation":1e999}"#, 400),
    ])
  func refuses(_ body: String, _ status: Int) async throws {
    let response = try await APIBench().ask("/explain", body: body)
    #expect(response.status.code == status)
    #expect(response.text.hasPrefix(#"{"message":"#))
  }

  @Test("other methods and other types are refused, and so is what there is no room for")
  func refusesOthers() async throws {
    #expect(try await APIBench().ask("/explain", method: .get).status == .methodNotAllowed)
    #expect(try await APIBench().ask("/explain", type: "text/plain", body: "{}").status == .unsupportedMediaType)
    let busy = try await APIBench(fault: .busy).ask("/explain", body: APIBench.denied)
    #expect(busy.status == .serviceUnavailable)
    #expect(busy.headers[.retryAfter] == "1")
    let large = String(repeating: " ", count: 1 << 20) + APIBench.denied
    #expect(try await APIBench().ask("/explain", body: large).status == .contentTooLarge)
  }
}
