import Testing

@testable import Rego

@Suite struct BuiltinStringTests {
  static let searching: [BuiltinCall] = [
    .init("contains", #"["straße", "aß"]"#, "true"),
    .init("contains", #"["abc", ""]"#, "true"),
    .init("contains", #"["abc", "abcd"]"#, "false"),
    .init("startswith", #"["Ünder", "Ü"]"#, "true"),
    .init("endswith", #"["a.b", ".b"]"#, "true"),
    .init("endswith", #"["b", "ab"]"#, "false"),
    .init("startswith", #"[1, "a"]"#, "!operand 1 must be string but got number"),
    .init("indexof", #"["süß und süß", "und"]"#, "4"),
    .init("indexof", #"["abc", "d"]"#, "-1"),
    .init("indexof", #"["abc", ""]"#, "!empty search character"),
    .init("indexof_n", #"["xaxax", "xax"]"#, "[0, 2]"),
    .init("indexof_n", #"["ééé", "é"]"#, "[0, 1, 2]"),
    .init("strings.count", #"["aaaa", "aa"]"#, "2"),
    .init("strings.count", #"["äö", ""]"#, "3"),
    .init("strings.any_prefix_match", #"[["/a/b", "/c"], {"$set": ["/x", "/c"]}]"#, "true"),
    .init("strings.any_prefix_match", #"["/a", []]"#, "false"),
    .init("strings.any_suffix_match", #"["main.go", [".c", ".go"]]"#, "true"),
    .init(
      "strings.any_suffix_match", #"[["a", 1], "a"]"#,
      "!operand 1 must be array of strings but got array containing number"),
    .init("strings.any_suffix_match", #"["a", 1]"#, "!operand 2 must be one of {string, set, array} but got number"),
  ]

  static let cutting: [BuiltinCall] = [
    .init("substring", #"["héllo", 1, 3]"#, #""éll""#),
    .init("substring", #"["héllo", 1, -1]"#, #""éllo""#),
    .init("substring", #"["héllo", 9, 1]"#, #""""#),
    .init("substring", #"["héllo", 0, 99]"#, #""héllo""#),
    .init("substring", #"["abc", 1, 9223372036854775807]"#, #""bc""#),
    .init("substring", #"["abc", -1, 1]"#, "!negative offset"),
    .init("substring", #"["abc", 1.0, 1]"#, "!operand 2 must be integer number but got floating-point number"),
    .init("split", #"["a/b//c", "/"]"#, #"["a", "b", "", "c"]"#),
    .init("split", #"["añb", ""]"#, #"["a", "ñ", "b"]"#),
    .init("split", #"["", "x"]"#, #"[""]"#),
    .init("split", #"["", ""]"#, "[]"),
    .init("concat", #"["::", ["x", "y", "z"]]"#, #""x::y::z""#),
    .init("concat", #"["", {"$set": ["z", "y"]}]"#, #""yz""#),
    .init("concat", #"[",", []]"#, #""""#),
    .init("concat", #"[",", [null]]"#, "!operand 2 must be array of strings but got array containing null"),
    .init("concat", #"[",", {}]"#, "!operand 2 must be one of {set, array} but got object"),
    .init("trim", #"["--x-y--", "-"]"#, #""x-y""#),
    .init("trim", #"["éaé", "éa"]"#, #""""#),
    .init("trim_left", #"["001", "0"]"#, #""1""#),
    .init("trim_right", #"["1.00", "0."]"#, #""1""#),
    .init("trim_prefix", #"["Basic abc", "Basic "]"#, #""abc""#),
    .init("trim_suffix", #"["a.txt.txt", ".txt"]"#, #""a.txt""#),
    .init("trim_space", "[\" \\t\\u2003x y\\u00a0\\n\"]", #""x y""#),
    .init("strings.reverse", #"["añ😀"]"#, #""😀ña""#),
  ]

  static let changing: [BuiltinCall] = [
    .init("lower", #"["ÀÉ Straße ΑΣ"]"#, #""àé straße ασ""#),
    .init("upper", #"["àé straße ŉ"]"#, #""ÀÉ STRAßE ŉ""#),
    .init("replace", #"["one two one", "one", "1"]"#, #""1 two 1""#),
    .init("replace", #"["ab", "", "."]"#, #"".a.b.""#),
    .init("replace", #"["ab", "x", "y"]"#, #""ab""#),
    .init("strings.replace_n", #"[{"<": "&lt;", ">": "&gt;", "&": "&amp;"}, "a<b>&"]"#, #""a&lt;b&gt;&amp;""#),
    .init("strings.replace_n", #"[{"ab": "1", "a": "2"}, "aab"]"#, #""22b""#),
    .init("strings.replace_n", #"[{"a": 1}, "a"]"#, "!operand 1 non-string value found in pattern object"),
  ]

  @Test(arguments: searching) func `strings are searched by code points`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: cutting) func `strings are cut and joined by code points`(call: BuiltinCall) throws {
    try call.check()
  }
  @Test(arguments: changing) func `strings are changed as a whole`(call: BuiltinCall) throws { try call.check() }

  @Test func `a needle is found where it first lies, by either way of searching`() {
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 97...98) }
      let needle = (0..<Int.random(in: 1...6)).map { _ in UInt8.random(in: 97...98) }
      var wanted = -1
      for start in stride(from: text.count - needle.count, through: 0, by: -1)
      where Array(text[start..<(start + needle.count)]) == needle { wanted = start }
      text.withUnsafeBufferPointer { text in
        needle.withUnsafeBufferPointer { needle in
          #expect(text.firstIndex(of: needle) == wanted)
          #expect(ByteSearch.twoWay(needle, in: text, from: 0) == wanted)
        }
      }
    }
  }

  @Test func `a text that matches almost everywhere is searched in linear time`() {
    let text = [UInt8](repeating: 97, count: 400_000)
    let needle = [UInt8](repeating: 97, count: 200_000) + [98]
    let index = text.withUnsafeBufferPointer { text in needle.withUnsafeBufferPointer { text.firstIndex(of: $0) } }
    #expect(index == -1)
  }
}
