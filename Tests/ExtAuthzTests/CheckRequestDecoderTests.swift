import ExtAuthz
import Rego
import Testing

@Suite struct CheckRequestDecoderTests {
  private let arena = Arena(bytesMax: 64 << 20)
  private let decoder = CheckRequestDecoder(symbols: nil)

  private func decode(_ bytes: [UInt8]) throws -> CheckRequest { try decoder.decode(bytes.span.bytes, into: arena) }

  private func json(_ bytes: [UInt8]) throws -> String { JSONWriter.string(try decode(bytes).attributes) }

  @Test(arguments: RecordedRequest.all) func `decodes as the original did`(recorded: RecordedRequest) throws {
    let request = try decode(Wire.decodeBase64(recorded.wire))
    #expect(JSONWriter.string(request.attributes) == recorded.input)
    #expect(request.refusal == nil)
  }

  @Test func `decodes the same with interned names`() throws {
    let symbols = SymbolTable()
    for name in ["request", "http", "path", "source", "10.0.0.1"] { _ = symbols.intern(name) }
    symbols.freeze()
    let decoder = CheckRequestDecoder(symbols: symbols)
    let arena = Arena(symbols: symbols)
    for recorded in RecordedRequest.all {
      let wire = Wire.decodeBase64(recorded.wire)
      #expect(JSONWriter.string(try decoder.decode(wire.span.bytes, into: arena).attributes) == recorded.input)
      arena.reset()
    }
  }

  @Test func `keeps zero values inside a oneof and null for one that is not set`() throws {
    let zeroPort = Wire.field(1, Wire.field(1, Wire.field(1, Wire.field(1, Wire.number(3, 0)))))
    let noPort = Wire.field(1, Wire.field(1, Wire.field(1, Wire.field(1, Wire.number(1, 1)))))
    let noAddress = Wire.field(1, Wire.field(1, Wire.field(1, [])))
    let socket = #"{"source":{"address":{"Address":{"SocketAddress":{"PortSpecifier":"#
    #expect(try json(zeroPort) == socket + #"{"PortValue":0}}}}}}"#)
    #expect(try json(noPort) == socket + #"null,"protocol":1}}}}}"#)
    #expect(try json(noAddress) == #"{"source":{"address":{"Address":null}}}"#)
  }

  @Test func `reads every kind of a Struct`() throws {
    func value(_ key: String, _ bytes: [UInt8]) -> [UInt8] { Wire.entry(1, Array(key.utf8), bytes) }
    let list = Wire.field(6, Wire.field(1, Wire.number(4, 0)) + Wire.field(1, []))
    let bytes =
      value("null", Wire.number(1, 0)) + value("int", Wire.double(2, -3)) + value("text", Wire.field(3, "a\u{0}ü"))
      + value("true", Wire.number(4, 1)) + value("list", list) + value("object", Wire.field(5, []))
      + value("none", []) + value("int", Wire.double(2, 4))
    let expected =
      #"{"int":4,"list":[false,null],"none":null,"null":null,"object":{},"text":"a\u0000ü","true":true}"#
    #expect(try json(Wire.metadata(bytes)) == #"{"metadata_context":{"filter_metadata":{"f":"# + expected + "}}}")
  }

  @Test(
    arguments: [
      (0.1, "0.1"), (1.5, "1.5"), (-0.0, "0"), (1e15, "1000000000000000"), (-12, "-12"),
      (1e20, "100000000000000000000"),
      (1e21, "1e+21"), (1.25e25, "1.25e+25"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.5e-9, "1.5e-9"),
      (1_152_921_504_606_846_976, "1152921504606847000"), (123456789.125, "123456789.125"), (5e-324, "5e-324"),
      (-2.5e-8, "-2.5e-8"), (0.00012, "0.00012"), (9_007_199_254_740_993, "9007199254740992"),
    ] as [(Double, String)])
  func `writes numbers as JSON does`(number: Double, text: String) throws {
    let bytes = Wire.metadata(Wire.entry(1, Array("n".utf8), Wire.double(2, number)))
    #expect(try json(bytes) == #"{"metadata_context":{"filter_metadata":{"f":{"n":"# + text + "}}}}")
  }

  @Test func `keeps a NUL inside a string`() throws {
    let bytes = Wire.field(1, Wire.field(1, Wire.field(4, "spiffe://a\u{0}b")))
    #expect(try json(bytes) == #"{"source":{"principal":"spiffe://a\u0000b"}}"#)
  }

  @Test func `lets the last of equal keys win`() throws {
    let many = (0..<40).flatMap { Wire.header("h\($0 % 20)", Array("\($0)".utf8)) }
    let headers = try decode(Wire.http(many)).attributes["request"]["http"]["headers"]
    #expect(headers.count == 20 && headers["h3"].string == "23")
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6]) func `writes bytes as base64`(count: Int) throws {
    let bytes = Wire.http(Wire.field(12, (0..<count).map { UInt8(250 + $0) }))
    let expected = ["", "+g==", "+vs=", "+vv8", "+vv8/Q==", "+vv8/f4=", "+vv8/f7/"][count]
    #expect(try decode(bytes).attributes["request"]["http"]["raw_body"].string == expected)
  }
}
