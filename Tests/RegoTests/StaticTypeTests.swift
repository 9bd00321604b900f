import Testing

@testable import Rego

/// The algebra of types.
@Suite struct StaticTypeTests {
  /// Reads a type as declarations write it.
  private func type(_ text: String) throws -> StaticType? {
    if text == "???" { return nil }
    return try #require(TypeDeclaration.function("(\(text))")).arguments[0].type
  }

  private func term(_ text: String) throws -> Term {
    let body = try Parser.query(SourceText(name: "", text: text), version: .v1)
    guard case .term(let term) = body[0].node else { throw BuiltinError.type("no term") }
    return term
  }

  @Test(arguments: [
    "null", "any", "any<number, string>", "array[any]", "array<string, number>", "array<string>[any]",
    "object<a: string, b: any>[string: any]", "object[any: any<null, array[number]>]", "set[array<any, any>]",
  ])
  func `a type is read as it is printed`(text: String) throws {
    #expect(StaticType.text(try type(text)) == text)
  }

  @Test(arguments: ["", "strung", "set", "set[any", "array<>", "any<string", "object[any]", "set[any]x"])
  func `what is no type is not read`(text: String) { #expect(TypeDeclaration.function("(\(text))x") == nil) }

  @Test func `every declared built-in takes as many arguments as it is declared with`() {
    for builtin in BuiltinRegistry.standard.byName.values {
      let text = BuiltinDeclarations.declaration(of: builtin.name)
      let declared = text.flatMap(TypeDeclaration.function)
      #expect(declared?.arguments.count == builtin.arity, "\(builtin.name)")
    }
  }

  @Test(arguments: [
    ("number", "number", "number"), ("string", "number", "any<number, string>"), ("any", "number", "any"),
    ("any<number, string>", "any<null, number>", "any<null, number, string>"), ("???", "null", "null"),
    ("set[number]", "set[string]", "any<set[number], set[string]>"),
    ("array[any]", "array<any>", "any<array<any>, array[any]>"),
  ])
  func `a union is in order without duplicates`(a: String, b: String, union: String) throws {
    #expect(StaticType.text(StaticType.or(try type(a), try type(b))) == union)
    #expect(StaticType.text(StaticType.or(try type(b), try type(a))) == union)
  }

  @Test(arguments: [
    ("any", "set[any]", true), ("???", "any", false), ("any<number, string>", "any<null, string>", true),
    ("any<number, string>", "any<null, boolean>", false), ("array[number]", "array<number, number>", true),
    ("array[number]", "array<number, string>", false), ("array<number>", "array<number, number>", false),
    ("object<a: number>", "object[string: number]", true), ("object<a: number>", "object[number: number]", false),
    ("object<a: number>", "object<b: number>", false), ("set[any]", "set[string]", true),
  ])
  func `types have values in common or not`(a: String, b: String, expected: Bool) throws {
    #expect(StaticType.unifies(try type(a), try type(b)) == expected)
    #expect(StaticType.unifies(try type(b), try type(a)) == expected)
  }

  @Test(arguments: [
    ("array<number, string>", "1", "string"), ("array<number>", "1", "???"), ("array[null]", "7", "null"),
    ("array<number>", "-1", "???"), ("object<a: null>", #""a""#, "null"),
    ("object<a: null>[string: any]", #""b""#, "any"),
    ("object<a: null>[number: any]", #""b""#, "???"), ("set[string]", #""b""#, "string"), ("set[string]", "1", "???"),
    ("any<array<number>, object<a: null>>", "0", "number"), ("any", "0", "any"), ("string", "0", "???"),
  ])
  func `a constant selects`(text: String, key: String, expected: String) throws {
    #expect(StaticType.text(StaticType.select(try type(text), try term(key))) == expected)
  }

  @Test func `large types may be anything`() {
    let doubled = (0..<40).reduce(StaticType.number) { type, _ in .array([type, type]) }
    #expect(StaticType.text(doubled).utf8.count < 1 << 20)
    let deep = (0..<1_000).reduce(StaticType.number) { type, _ in .set(of: type) }
    #expect(deep.extent.height <= StaticType.heightMax)
    let wide = (0..<1_000).reduce(nil as StaticType?) { union, index in
      .or(union, .array(Array(repeating: .number, count: index)))
    }
    #expect(wide?.isAnything == true)
  }

  @Test func `nested arrays are compared in linear time`() throws {
    let deep = String(repeating: "[", count: 80) + "1" + String(repeating: "]", count: 80)
    #expect(try CheckedText().findings(["package t\nr := \(deep)\nq if r == \(deep)"]) == [])
  }
}
