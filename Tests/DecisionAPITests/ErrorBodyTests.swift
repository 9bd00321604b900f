import Testing

@testable import DecisionAPI

@Suite struct ErrorBodyTests {
  @Test("an error keeps its status")
  func status() {
    #expect(ErrorBody(status: .badRequest, message: "m").status == .badRequest)
  }
}
