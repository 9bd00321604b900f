import GRPCHealth
import Testing

@Suite struct HealthMessagesTests {
  @Test func `a request is field 1 with the service's name`() {
    #expect(HealthMessages.request(service: "a.B") == [0x0A, 3, 0x61, 0x2E, 0x42])
    #expect(HealthMessages.request(service: "") == [])
  }

  @Test func `a response is field 1 with the state's number`() {
    #expect(HealthMessages.response(.serving) == [0x08, 1])
    #expect(HealthMessages.response(.notServing) == [0x08, 2])
    #expect(HealthMessages.response(.unknown) == [])
  }

  @Test(arguments: ["", "envoy.service.auth.v3.Authorization", "ä\0b"])
  func `a service's name comes back as it went`(name: String) {
    #expect(service(HealthMessages.request(service: name)) == Array(name.utf8))
  }

  @Test func `bytes that are not UTF-8 are a name as well`() {
    #expect(service([0x0A, 2, 0xFF, 0x00]) == [0xFF, 0x00])
  }

  @Test func `fields of a later version are passed over, and of the same field the last counts`() {
    #expect(service([0x10, 5, 0x0A, 1, 0x61, 0x1A, 2, 1, 2, 0x0A, 1, 0x62]) == [0x62])
    #expect(state([0x12, 1, 0x00, 0x08, 2]) == 2)
  }

  @Test(
    arguments: [
      ("a field without its value", [0x0A]), ("a length past the end", [0x0A, 9, 0x61]),
      ("an endless varint", [UInt8](repeating: 0xFF, count: 12)), ("a length of 2^63", [0x0A] + longest),
      ("a group", [0x0B, 0x0C]), ("wire type 7", [0x0F]), ("field number 0", [0x02, 0]),
      ("a name that is a number", [0x08, 1]),
    ])
  func `bytes that are no request are nil`(what: String, bytes: [UInt8]) {
    #expect(service(bytes) == nil, "\(what)")
  }

  @Test func `numbers of states that nobody knows come through`() {
    #expect(state([]) == 0)
    #expect(state([0x08, 99]) == 99)
    #expect(state([0x08] + Self.longest) != nil)
    #expect(state([0x08]) == nil)
  }

  @Test func `messages over the limit are not decoded`() {
    let name = String(repeating: "a", count: HealthMessages.bytesMax)
    #expect(service(HealthMessages.request(service: name)) == nil)
    #expect(state([UInt8](repeating: 0x10, count: HealthMessages.bytesMax + 1)) == nil)
  }

  @Test func `no short message of bytes by chance is the end of the process`() {
    // Few values, so that tags and lengths often fit.
    let alphabet: [UInt8] = [0x08, 0x0A, 0x0B, 0x10, 0x12, 0x01, 0x02, 0x7F, 0x80, 0xFF]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...24)).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }
      _ = service(bytes)
      _ = state(bytes)
    }
  }

  static let longest: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]

  private func service(_ bytes: [UInt8]) -> [UInt8]? { HealthMessages.service(ofRequest: bytes.span.bytes) }

  private func state(_ bytes: [UInt8]) -> Int32? { HealthMessages.state(ofResponse: bytes.span.bytes) }
}
