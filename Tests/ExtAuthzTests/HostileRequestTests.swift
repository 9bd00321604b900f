import ExtAuthz
import Rego
import Testing

/// What no honest Envoy sends: refused with a reason or as malformed, and never a crash.
@Suite struct HostileRequestTests {
  private let arena = Arena(bytesMax: 64 << 20)
  private let decoder = CheckRequestDecoder(symbols: nil)

  private func decode(_ bytes: [UInt8]) throws(DecodeError) -> CheckRequest {
    try decoder.decode(bytes.span.bytes, into: arena)
  }

  private func path(_ text: String) -> [UInt8] { Wire.http(Wire.field(4, text)) }

  @Test(
    arguments: [
      ("/a\u{0}b", .controlCharacter(.path)), ("/a\nb", .controlCharacter(.path)),
      ("/long/path/a\u{7F}", .controlCharacter(.path)),
      ("/a%", .badPercentEscape), ("/a%2", .badPercentEscape), ("/a%zz/b", .badPercentEscape),
      ("/%%41", .badPercentEscape),
      ("/a%00", .escapedNUL), ("/a%2F..%2f?q=100%", nil), ("/a#%", nil), ("/ü", nil), ("", nil), ("*", nil),
    ] as [(String, RequestRefusal?)])
  func `refuses malformed paths`(text: String, refusal: RequestRefusal?) throws {
    #expect(try decode(path(text)).refusal == refusal)
  }

  @Test func `refuses control characters wherever HTTP has no place for them`() throws {
    let parts: [(UInt64, RequestRefusal.Part)] = [
      (1, .id), (2, .method), (4, .path), (5, .host), (6, .scheme), (7, .query), (8, .fragment), (10, .protocol),
    ]
    for (field, part) in parts {
      #expect(try decode(Wire.http(Wire.field(field, "12345678\u{1}"))).refusal == .controlCharacter(part))
    }
    #expect(try decode(Wire.http(Wire.header("x\u{0}", [65]))).refusal == .controlCharacter(.headerName))
    #expect(try decode(Wire.http(Wire.header("x", [65, 13, 10]))).refusal == .controlCharacter(.headerValue))
    #expect(
      try decode(Wire.http(Wire.header("x", Array("12345678\0".utf8)))).refusal == .controlCharacter(.headerValue))
    #expect(try decode(Wire.http(Wire.header("x", Array("a tab\tand \u{1} in it".utf8)))).refusal == nil)
    let raw = Wire.field(13, Wire.field(1, Wire.field(1, "x") + Wire.field(3, [0, 255])))
    #expect(try decode(Wire.http(raw)).refusal == .controlCharacter(.headerValue))
    #expect(try decode(Wire.http(Wire.field(11, "a\u{0}body\n"))).refusal == nil)
  }

  @Test func `quotes nothing of the request in a reason`() throws {
    let refusal = try #require(try decode(path("/secret\u{0}")).refusal)
    #expect(refusal.reason == "malformed request: the path contains a control character")
  }

  @Test(arguments: [1, 2, 4, 5, 6, 7, 8, 10, 11] as [UInt64])
  func `takes text that is not UTF-8 for malformed`(field: UInt64) {
    for bytes: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [65, 0x80],
    ] {
      #expect(throws: DecodeError.malformed) { try decode(Wire.http(Wire.field(field, bytes))) }
    }
    #expect(throws: DecodeError.malformed) { try decode(Wire.http(Wire.header("x", [0xFF]))) }
    #expect(throws: DecodeError.malformed) { try decode(Wire.metadata(Wire.entry(1, [0xFF], []))) }
    #expect(throws: DecodeError.malformed) { try decode(Wire.metadata(Wire.entry(1, [65], Wire.field(3, [0xFF])))) }
  }

  /// Struct in Struct, or list in list, `levels` deep.
  private func nested(_ levels: Int, lists: Bool) -> [UInt8] {
    // Built from the inside: prefixes are collected and reversed, since inserting in front would be quadratic.
    var reversed: [UInt8] = []
    var count = 0
    func prefix(_ bytes: [UInt8]) {
      reversed += bytes.reversed()
      count += bytes.count
    }
    for _ in 0..<levels {
      if lists {
        prefix(Wire.varint(1 << 3 | 2) + Wire.varint(UInt64(count)))
        prefix(Wire.varint(6 << 3 | 2) + Wire.varint(UInt64(count)))
      } else {
        prefix(Wire.varint(1 << 3 | 2) + Wire.varint(UInt64(count)))
        prefix(Wire.varint(5 << 3 | 2) + Wire.varint(UInt64(count)))
        prefix(Wire.varint(2 << 3 | 2) + Wire.varint(UInt64(count)))
      }
    }
    if lists { prefix(Wire.varint(2 << 3 | 2) + Wire.varint(UInt64(count))) }
    prefix(Wire.varint(1 << 3 | 2) + Wire.varint(UInt64(count)))
    return reversed.reversed()
  }

  @Test(arguments: [true, false]) func `refuses deep metadata without following it`(lists: Bool) throws {
    #expect(try decode(Wire.metadata(nested(40, lists: lists))).refusal == nil)
    #expect(try decode(Wire.metadata(nested(70, lists: lists))).refusal == .metadataTooDeep)
    #expect(try decode(Wire.metadata(nested(100_000, lists: lists))).refusal == .metadataTooDeep)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func `refuses numbers that JSON has not`(number: Double) throws
  {
    let bytes = Wire.metadata(Wire.entry(1, [65], Wire.double(2, number)))
    #expect(try decode(bytes).refusal == .metadataNotFinite)
  }

  @Test func `gives up on messages that decode to more than the arena may hold`() {
    let small = Arena(bytesMax: 1 << 20)
    let bytes = Wire.http(Array(repeating: [0x1A, 0x00], count: 100_000).flatMap { $0 })
    #expect(throws: DecodeError.tooLarge) { try decoder.decode(bytes.span.bytes, into: small) }
    small.reset()
    #expect(throws: Never.self) { try decoder.decode(path("/").span.bytes, into: small) }
  }

  @Test func `never crashes on truncated messages`() {
    for recorded in RecordedRequest.all {
      let wire = Wire.decodeBase64(recorded.wire)
      for count in 0...wire.count {
        _ = try? decode(Array(wire.prefix(count)))
        arena.reset()
      }
    }
  }

  @Test func `never crashes on damaged or random messages`() {
    var random = SystemRandomNumberGenerator()
    let wires = RecordedRequest.all.map { Wire.decodeBase64($0.wire) }.filter { $0.count > 2 }
    for round in 0..<20_000 {
      var bytes = wires[round % wires.count]
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      if let request = try? decode(bytes) { _ = JSONWriter.string(request.attributes) }
      arena.reset()
      _ = try? decode((0..<40).map { _ in .random(in: 0...255, using: &random) })
      arena.reset()
    }
  }
}
