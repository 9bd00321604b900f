import ExtAuthz
import PolicyEngine
import Rego
import Testing

@Suite struct CheckResponseEncoderTests {
  private let encoder = CheckResponseEncoder()
  private let id = DecisionID(high: 0x0123_4567_89AB_4DEF, low: 0x8123_4567_89AB_CDEF)
  private let idText = "01234567-89ab-4def-8123-456789abcdef"

  private func response(_ outcome: CheckOutcome, echoing: Value? = nil) throws -> DecodedResponse {
    try #require(DecodedResponse(encoder.encode(outcome, echoing: echoing)))
  }

  @Test func `allows with headers for the upstream`() throws {
    let response = try response(.allowed(id))
    #expect(response.allows && response.hasStatus && response.kind == .ok)
    #expect(response.headers == ["x-ext-authz-check-result": "allowed", "x-mpe-decision-id": idText])
  }

  @Test func `denies with 403, a body and headers for the client`() throws {
    let response = try response(.denied(id))
    #expect(!response.allows && response.code == 7 && response.kind == .denied)
    #expect(response.httpStatus == 403 && response.body == "permission denied")
    #expect(response.headers == ["x-ext-authz-check-result": "denied", "x-mpe-decision-id": idText])
  }

  @Test(
    arguments: [
      (.notReady, 14, 503), (.overloaded, 8, 503), (.draining, 14, 503), (.deadlinePassed, 4, 504), (.failed, 13, 500),
    ] as [(CheckFault, Int32, Int32)])
  func `answers faults of ours as errors that never allow`(fault: CheckFault, code: Int32, httpStatus: Int32) throws {
    let response = try response(.fault(fault))
    #expect(!response.allows && response.code == code && response.kind == .error)
    #expect(response.httpStatus == httpStatus && !response.body.isEmpty)
    #expect(response.headers == ["x-ext-authz-check-result": "error"])
  }

  @Test func `echoes attributes only on demand, and never too many`() throws {
    let document = try Document(json: #"{"request":{"http":{"path":"/a\nb"}}}"#)
    for outcome in [CheckOutcome.allowed(id), .denied(id)] {
      let response = try response(outcome, echoing: document.value)
      #expect(response.headers["x-ext-authz-check-received"] == #"{"request":{"http":{"path":"/a\nb"}}}"#)
      #expect(response.headers.count == 3)
    }
    let long = try Document(json: "\"" + String(repeating: "a", count: 60_000) + "\"")
    #expect(try response(.denied(id), echoing: long.value).headers["x-ext-authz-check-received"] == "<too-long>")
    #expect(try response(.fault(.overloaded), echoing: document.value).headers.count == 1)
  }

  @Test func `encodes one response after another independently`() throws {
    for _ in 0..<3 {
      #expect(try response(.denied(id)).code == 7)
      #expect(try response(.allowed(id)).allows)
    }
  }
}
