import Testing

@testable import Rego

@Suite struct ValueJSONTests {
  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0000\u001f\u007f""#, "\u{0}\u{1F}\u{7F}"),
    (#""\u00fc\u00DF\u65e5""#, "üß日"), (#""\ud83d\ude00""#, "😀"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
    (#""x\ud83d""#, "x\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    (#""\ud83dA""#, "\u{FFFD}A"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    (#""a\u0022b""#, "a\"b"), (#""""#, ""), ("\"ü😀\\n\"", "ü😀\n"), (#""\\""#, "\\"), (#""\\\\u0041""#, "\\\\u0041"),
  ])
  func `escapes are read`(text: String, wanted: String) throws {
    let arena = Arena()
    let read = try text.utf8Read(into: arena)
    #expect(read.string == wanted && read.codePointCount == wanted.unicodeScalars.count)
    #expect(try JSONWriter.string(read).utf8Read(into: arena) == read, "written and read again")
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "tru", "True", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "}", #"{"a""#,
    #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":1,}"#, "{a:1}", "{1:1}", #"{"a" 1}"#, #"{"a"::1}"#, "1 2", "01", "-",
    "-a", "1.", ".1", "1e", "1e+", "+1", "0x1", "1.e1", "--1", "NaN", "Infinity", "-Infinity", #"""#, #""a"#, #""\"#,
    #""\""#, #""\x41""#, #""\u12""#, #""\u12g4""#, #""\u""#, #""\u+123""#, "'a'", "\"\u{1}\"", "\"a\nb\"",
    "\"\\n\u{1F}\"", "[1]x", "\u{FEFF}1", "/*c*/1", "1//c", "\u{0}", "\"a\u{0}\"", #"["\ud83d\u"]"#,
  ])
  func `what is no JSON is refused with a place`(text: String) {
    let failure = #expect(throws: JSONError.self) { try Document(json: text) }
    #expect((failure?.offset ?? -1) <= text.utf8.count && (failure?.line ?? 0) >= 1 && (failure?.column ?? 0) >= 1)
  }

  @Test func `an error's place is a line and a column`() {
    let failure = #expect(throws: JSONError.self) { try Document(json: "{\n  \"a\": [1,\n    x]\n}") }
    #expect(failure?.line == 3 && failure?.column == 5 && failure?.offset == 17)
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
      [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE],
    ] as [[UInt8]])
  func `text that is no UTF-8 is refused`(bytes: [UInt8]) {
    for prefix in ["", "x", "12345678", "\\n"] {
      for suffix in ["", "x", "12345678"] {
        let text = [0x22] + Array(prefix.utf8) + bytes + Array(suffix.utf8) + [0x22]
        #expect(throws: JSONError.self) { try Document(json: text) }
      }
    }
  }

  @Test func `every scalar at a border of UTF-8 is read`() throws {
    let borders = [
      "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
    ]
    for scalar in borders {
      let arena = Arena()
      #expect(try "\"\(scalar)12345678\"".utf8Read(into: arena).string == scalar + "12345678")
    }
  }

  static let rich = #"""
    {"text": "ü\u00e4\ud83d\ude00\n\"\\", "numbers": [0, -1, 1.5e-7, 123456789012345678901234567890, -0.0],
     "words": [true, false, null], "deep": [[[{"a": {"b": [{}]}}]]], "": "", "text": "again", "e": "日本語"}
    """#

  @Test func `a text cut off at any byte is refused`() throws {
    let bytes = Array(Self.rich.utf8)
    let whole = try Document(json: bytes)
    #expect(whole.value.count == 6)
    for end in 0..<bytes.count { #expect(throws: JSONError.self) { try Document(json: Array(bytes[..<end])) } }
  }

  @Test func `a text with any one byte changed is read or refused`() throws {
    let bytes = Array(Self.rich.utf8)
    for index in bytes.indices {
      for byte in [0x00, 0x22, 0x5C, 0x7B, 0x5D, 0x2C, 0x65, 0x80, 0xED, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = byte
        guard let read = try? Document(json: changed) else { continue }
        let again = try Document(json: read.json)
        #expect(again.value == read.value)
      }
    }
  }

  @Test func `the last of equal keys wins, however they are written`() throws {
    #expect(try Document(json: #"{"a":1,"b":2,"\u0061":3}"#).json == #"{"a":3,"b":2}"#)
  }

  @Test func `nesting is bounded`() throws {
    let most = JSONReader.nestingMax
    let deep = String(repeating: "[", count: most) + String(repeating: "]", count: most)
    #expect(try Document(json: deep).json == deep)
    let object = String(repeating: #"{"a":"#, count: most) + "1" + String(repeating: "}", count: most)
    #expect(try Document(json: object).json == object)
    for opening in ["[", #"{"a":"#, "[[{\"a\":"] {
      let failure = #expect(throws: JSONError.self) { try Document(json: String(repeating: opening, count: 100_000)) }
      #expect(failure?.message == "nested deeper than \(most) levels")
    }
  }

  @Test func `writing sorts keys, and sets are arrays`() throws {
    let arena = Arena()
    var object = ObjectBuilder(arena)
    var set = SetBuilder(arena)
    for member in ["b", "a", "ü"] { set.insert(arena.string(member)) }
    object.set("z", set.finish())
    object.set(Value(1), .null)
    object.set(arena.array([.true, arena.string("x")]), Value(-5))
    #expect(JSONWriter.string(object.finish()) == #"{"1":null,"[true,\"x\"]":-5,"z":["a","b","ü"]}"#)
  }

  @Test func `characters that a page would take for its own are escaped on demand`() throws {
    let arena = Arena()
    let value = try #"{"<k>":"<b>&\u2028\u2029\u202a\u0001\u007f"}"#.utf8Read(into: arena)
    #expect(JSONWriter.string(value) == "{\"<k>\":\"<b>&\u{2028}\u{2029}\u{202A}\\u0001\u{7F}\"}")
    let escaped = #"{"\u003ck\u003e":"\u003cb\u003e\u0026\u2028\u2029"# + "\u{202A}\\u0001\u{7F}\"}"
    #expect(JSONWriter.string(value, escaping: .html) == escaped)
    #expect(try escaped.utf8Read(into: arena) == value)
  }

  @Test func `pretty text is indented, empty collections stay in one line`() throws {
    let arena = Arena()
    let value = try #"{"b":[1,[],{}],"a":{"c":"x"}}"#.utf8Read(into: arena)
    let wanted = "{\n  \"a\": {\n    \"c\": \"x\"\n  },\n  \"b\": [\n    1,\n    [],\n    {}\n  ]\n}"
    #expect(JSONWriter.pretty(value) == wanted)
    #expect(try JSONWriter.pretty(value, indent: "\t").utf8Read(into: arena) == value)
  }
}
