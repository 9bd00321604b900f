import Testing

@testable import Rego

@Suite struct BuiltinEncodingTests {
  static let encodings: [BuiltinCall] = [
    .init("base64.encode", #"["añ?>"]"#, #""YcOxPz4=""#),
    .init("base64url.encode", #"["añ?>"]"#, #""YcOxPz4=""#),
    .init("base64url.encode_no_pad", #"["????"]"#, #""Pz8_Pw""#),
    .init("base64.decode", #"["YcOx\nPz4="]"#, #""añ?>""#),
    .init("base64.decode", #"["YcOxPz4"]"#, "!illegal base64 data at input byte 4"),
    .init("base64.decode", #"["YcO*"]"#, "!illegal base64 data at input byte 3"),
    .init("base64.decode", #"["YQ==YQ=="]"#, "!illegal base64 data at input byte 4"),
    .init("base64.is_valid", #"["YQ=="]"#, "true"),
    .init("base64.is_valid", "[1]", "false"),
    .init("base64url.decode", #"["Pz8_Pw"]"#, #""????""#),
    .init("base64url.decode", #"["Pz8_Pw=="]"#, #""????""#),
    .init("base64url.decode", #"["Pz8_P"]"#, "!illegal base64url string: Pz8_P"),
    .init("hex.encode", #"["añ"]"#, #""61c3b1""#),
    .init("hex.decode", #"["61C3b1"]"#, #""añ""#),
    .init("hex.decode", #"["6"]"#, "!encoding/hex: odd length hex string"),
    .init("hex.decode", #"["6x"]"#, "!encoding/hex: invalid byte: U+0078 'x'"),
    .init("urlquery.encode", #"["a b/ñ~"]"#, #""a+b%2F%C3%B1~""#),
    .init("urlquery.decode", #"["a+b%2f%C3%B1"]"#, #""a b/ñ""#),
    .init("urlquery.decode", #"["%4"]"#, #"!invalid URL escape "%4""#),
    .init("urlquery.encode_object", #"[{"q": ["x y", "z"], "a": {"$set": ["1"]}}]"#, #""a=1&q=x+y&q=z""#),
    .init(
      "urlquery.encode_object", #"[{"q": [1]}]"#, "!operand 1 values must be string, array[string], or set[string]"),
    .init("urlquery.decode_object", #"["q=x+y&&a=1&q=z&e"]"#, #"{"a": ["1"], "e": [""], "q": ["x y", "z"]}"#),
    .init("urlquery.decode_object", #"["a=1;b=2"]"#, "!invalid semicolon separator in query"),
  ]

  static let json: [BuiltinCall] = [
    .init(
      "json.marshal", #"[{"b": [1.50, "<&>\u2028"], "a": {"$set": [2, 1]}}]"#,
      #""{\"a\":[1,2],\"b\":[1.50,\"\\u003c\\u0026\\u003e\\u2028\"]}""#),
    .init(
      "json.marshal_with_options", #"[{"a": [1, {}]}, {"indent": "  ", "prefix": "> "}]"#,
      #""> {\n>   \"a\": [\n>     1,\n>     {}\n>   ]\n> }""#),
    .init("json.marshal_with_options", #"[[1], {"pretty": false, "indent": "x"}]"#, #""[1]""#),
    .init("json.marshal_with_options", #"[1, {"colour": 1}]"#, #"!operand 2 object contained unknown key "colour""#),
    .init("json.unmarshal", #"[" {\"a\": [1e3, null]} "]"#, #"{"a": [1e3, null]}"#),
    .init("json.unmarshal", #"[""]"#, "!EOF"),
    .init("json.unmarshal", #"["[1"]"#, "!unexpected EOF"),
    .init("json.unmarshal", #"["[1,]"]"#, "!invalid character ']' looking for beginning of value"),
    .init("json.unmarshal", #"["{\"a\"}"]"#, "!invalid character '}' after object key"),
    .init("json.unmarshal", #"["{1:2}"]"#, "!invalid character '1' looking for beginning of object key string"),
    .init("json.unmarshal", #"["nul"]"#, "!unexpected EOF"),
    .init("json.unmarshal", #"["nuls"]"#, "!invalid character 's' in literal null (expecting 'l')"),
    .init("json.unmarshal", #"["1.e"]"#, "!invalid character 'e' after decimal point in numeric literal"),
    .init("json.unmarshal", #"["\"\\q\""]"#, "!invalid character 'q' in string escape code"),
    .init("json.unmarshal", #"["[] []"]"#, "!error: invalid character '[' after top-level value"),
    .init("json.is_valid", #"["{\"a\": [{}, -0.5e-7, \"\\ud800\"]}"]"#, "true"),
    .init("json.is_valid", #"["{\"a\": 1,}"]"#, "false"),
    .init("json.is_valid", #"["+1"]"#, "false"),
    .init("json.is_valid", "[{}]", "false"),
  ]

  static let others: [BuiltinCall] = [
    .init("semver.is_valid", #"["1.20.300-rc.1+build"]"#, "true"),
    .init("semver.is_valid", #"["1.20"]"#, "false"),
    .init("semver.compare", #"["2.0.0-rc.2", "2.0.0-rc.10"]"#, "-1"),
    .init("semver.compare", #"["2.0.0", "2.0.0-rc"]"#, "1"),
    .init("semver.compare", #"["1.0.0", "1.0.0+b"]"#, "0"),
    .init("semver.compare", #"["1.0.0", "one"]"#, #"!operand 2: string "one" is not a valid SemVer"#),
    .init(
      "uuid.parse", #"["URN:UUID:123e4567-e89b-12d3-a456-426614174000"]"#,
      #"{"clocksequence": 9302, "macvariables": "local:unicast", "nodeid": "42-66-14-17-40-00", "#
        + #""time": 8156923288545008700, "variant": "RFC4122", "version": 1}"#),
    .init("uuid.parse", #"["123e4567e89b42d3a456426614174000"]"#, #"{"variant": "RFC4122", "version": 4}"#),
    .init("uuid.parse", #"["123e4567"]"#, "undefined"),
  ]

  @Test(arguments: encodings) func `encodes and decodes`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: json) func `JSON, with Go's complaints`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: others) func `versions and UUIDs`(call: BuiltinCall) throws { try call.check() }

  @Test func `what is encoded is decoded again`() throws {
    for length in 0..<70 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255) }
      for url in [false, true] {
        for padded in [false, true] {
          var text = [UInt8](repeating: 0, count: 100)
          var back = [UInt8](repeating: 0, count: 100)
          let count = bytes.withUnsafeBufferPointer { Base64.encode($0, into: &text, url: url, padded: padded) }
          let decoded = text[..<count].withUnsafeBufferPointer {
            Base64.decode($0, into: &back, url: url, padded: padded)
          }
          #expect(decoded == length && Array(back[..<length]) == bytes)
        }
      }
    }
  }

  @Test func `a new UUID has version 4 and is another each time`() throws {
    let call = BuiltinCall("uuid.rfc4122", #"["k"]"#, "")
    let first = try call.result()
    #expect(first.count == 38 && Array(first)[15] == "4")
    #expect(try call.result() != first)
  }
}
