import Testing

@testable import Rego

@Suite struct ValueStringTests {
  static let texts = [
    "", "a", "abcdefg", "abcdefgh", "abcdefghi", "ü", "aü", "日本語", "😀", "e\u{301}", "\u{0}", "a\u{0}b",
    String(repeating: "x", count: 127), String(repeating: "x", count: 128), String(repeating: "x", count: 129),
    String(repeating: "x", count: 7) + "ü", String(repeating: "ü", count: 64) + "y", "\u{10FFFF}", "\u{7F}\u{80}",
  ]

  @Test(arguments: texts) func `a string gives back its text, its bytes and its code points`(text: String) {
    for arena in [Arena(), Arena(symbols: SymbolTable())] {
      let value = arena.string(text)
      #expect(value.kind == .string && value.string == text)
      #expect(value.count == text.utf8.count)
      #expect(value.codePointCount == text.unicodeScalars.count)
      #expect(value.codePointCount == text.unicodeScalars.count, "counted again")
    }
  }

  @Test func `strings are equal when their bytes are, not when they look alike`() {
    let (a, b) = (Arena(), Arena(symbols: SymbolTable()))
    for (row, left) in Self.texts.enumerated() {
      for (column, right) in Self.texts.enumerated() {
        #expect((a.string(left) == b.string(right)) == (row == column))
        if row == column { #expect(a.string(left).hash == b.string(right).hash) }
      }
    }
    #expect(a.string("\u{E9}") != a.string("e\u{301}"))
  }

  @Test func `strings are ordered by their bytes`() {
    let arena = Arena()
    let ordered = ["", "\u{0}", "A", "Z", "a", "a\u{0}", "aa", "b", "z", "ü", "日", "\u{FFFF}", "😀"]
    let values = ordered.map { arena.string($0) }
    #expect(values.reversed().sorted().map { $0.string ?? "" } == ordered)
  }

  @Test func `an interned string is found again at the same place, also from a decision's arena`() {
    let symbols = SymbolTable()
    let first = symbols.intern("role")
    #expect(symbols.intern("role").pointer == first.pointer)
    let (reader, plain) = (Arena(symbols: symbols), Arena())
    #expect(reader.string("role").pointer == first.pointer)
    #expect(reader.string("other").pointer != first.pointer)
    #expect(plain.string("role").pointer != first.pointer)
    #expect(plain.string("role") == first)
  }

  @Test func `a symbol table keeps thousands of strings apart and stays readable once it is frozen`() {
    let symbols = SymbolTable()
    let made = (0..<5_000).map { symbols.intern("symbol \($0)") }
    symbols.freeze()
    #expect(symbols.isFrozen)
    let reader = Arena(symbols: symbols)
    for (index, value) in made.enumerated() {
      #expect(value.string == "symbol \(index)")
      #expect(reader.string("symbol \(index)").pointer == value.pointer)
    }
    #expect(reader.string("symbol 5000").pointer != made[0].pointer)
  }

  @Test func `a later table finds its parent's strings and adds its own`() {
    let parent = SymbolTable()
    let known = parent.intern("known")
    parent.freeze()
    let child = SymbolTable(parent: parent)
    #expect(child.intern("known").pointer == known.pointer)
    let new = child.intern("new")
    let (plain, reader) = (Arena(), Arena(symbols: parent))
    #expect(new == plain.string("new") && child.intern("new").pointer == new.pointer)
    #expect(reader.string("new") == new, "found in no table, equal all the same")
  }

  @Test func `strings of two tables are equal when their bytes are`() {
    let (a, b) = (SymbolTable(), SymbolTable())
    #expect(a.intern("same") == b.intern("same"))
    #expect(a.intern("same") != b.intern("sane"))
    var object = ObjectBuilder(a.arena)
    for index in 0..<20 { object.set(a.intern("key \(index)"), Value(index)) }
    let value = object.finish()
    #expect(value.member(b.intern("key 7")) == Value(7))
  }

  @Test func `long strings have one hash, whenever it is asked for`() {
    let text = String(repeating: "0123456789", count: 50)
    let (plain, symbolic) = (Arena(), Arena(symbols: SymbolTable()))
    let (eager, lazy) = (plain.string(text), symbolic.string(text))
    #expect(eager.hash == lazy.hash && lazy.hash == lazy.hash && lazy == eager)
  }

  @Test func `a table's copy of a document interns every string in it`() throws {
    let symbols = SymbolTable()
    let document = try Document(json: #"{"b":["x",1.50,{"y":null}],"a":{"x":"b"}}"#)
    let adopted = symbols.adopt(document.value)
    #expect(adopted == document.value && JSONWriter.string(adopted) == document.json)
    #expect(adopted["a"]["x"].pointer == symbols.intern("b").pointer)
    #expect(adopted["b"][0].pointer == symbols.intern("x").pointer)
  }
}
