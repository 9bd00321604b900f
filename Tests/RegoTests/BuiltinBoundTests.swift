import Testing

@testable import Rego

/// Results whose size a policy or a request chooses end in an error, not in all memory being taken.
@Suite struct BuiltinBoundTests {
  static let long = String(repeating: "a", count: 20_000)

  static let calls: [BuiltinCall] = [
    .init("replace", "[\"\(long)\", \"\", \"\(long)\"]", ""),
    .init("strings.replace_n", "[{\"a\": \"\(long)\"}, \"\(long)\"]", ""),
    .init("regex.replace", "[\"\(long)\", \"a\", \"\(long)\"]", ""),
    .init("concat", "[\"\(long)\", [\(Array(repeating: "\"\"", count: 1000).joined(separator: ","))]]", ""),
    .init("sprintf", #"["%1000000d%1000000d%1000000d", [1, 2, 3]]"#, ""),
    .init("numbers.range", "[1, 1000000]", ""),
    .init("numbers.range", "[18446744073709551616, 18446744073719551616]", ""),
    .init("net.cidr_expand", #"["10.0.0.0/8"]"#, ""),
    .init("bits.lsh", "[1, 10000000]", ""),
    .init("plus", "[1e10000000, 1e10000000]", ""),
    .init("round", "[1e10000000]", ""),
    .init("units.parse", #"["1e10000000"]"#, ""),
    .init("split", "[\"\(long)\(long)\(long)\(long)\(long)\", \"\"]", ""),
    .init(
      "strings.render_template",
      "[\"{{range .n}}{{range $.n}}{{range $.n}}\(long){{end}}{{end}}{{end}}\", {\"n\": [1,2,3,4,5,6,7,8]}]", ""),
  ]

  @Test(arguments: calls) func `a bound on memory ends the call`(call: BuiltinCall) throws {
    #expect(try call.result(bytesMax: 1 << 20) == "!memory limit reached")
  }

  @Test(arguments: BuiltinCall.builtins.keys.sorted())
  func `no built-in minds arguments of any kind`(name: String) throws {
    let kinds = [
      "null", "true", "0", "-1", "1.5", "1e1000000000", "-1e-1000000000", "9223372036854775807", "-9223372036854775808",
      "18446744073709551616", #""""#, #""a""#, #""ñ😀""#, #""\u0000""#, "[]", #"["a", 1, null]"#, "{}",
      #"{"a": {"b": []}}"#, #"{"$set": []}"#, #"{"$set": [1, "a"]}"#, "[[[]]]", "[0, \"UTC\"]", #""10.0.0.0/30""#,
      #"{"op": "add", "path": "a"}"#, #"[{"op": "add", "path": "", "value": 1}]"#, #""%[1]*.[2]d""#, #""[{(""#,
    ]
    let arity = try #require(BuiltinCall.builtins[name]).arity
    var generator = SystemRandomNumberGenerator()
    for round in 0..<(arity == 0 ? 1 : (arity == 1 ? kinds.count : 400)) {
      let arguments = (0..<arity).map { position in
        arity == 1 ? kinds[round] : (kinds.randomElement(using: &generator) ?? "null")
      }
      let call = BuiltinCall(name, "[\(arguments.joined(separator: ", "))]", "")
      #expect(!(try call.result(bytesMax: 4 << 20)).isEmpty, "\(call)")
    }
  }
}
