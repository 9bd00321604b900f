import Testing

@testable import Rego

/// The GraphQL built-ins: what they print, and a case for each rule of their checks.
struct BuiltinGraphQLTests {
  /// A query or a schema, and what is wrong with it: the text after the place of the error is cut off.
  struct Check: Sendable, CustomTestStringConvertible {
    let text: String
    /// The message with its place, or empty where nothing is wrong.
    let message: String

    init(_ text: String, _ message: String = "") {
      self.text = text
      self.message = message
    }

    var testDescription: String { text }
  }

  static let schema = """
    interface Being { name(surname: Boolean): String }
    type Human implements Being { name(surname: Boolean): String  age: Int!  pet: Pet  friends: [Human!] }
    type Dog implements Being { name(surname: Boolean): String  barks: Boolean  owner: Human  friends: [Dog] }
    type Cat { meows: Boolean  lives: Int }
    union Pet = Dog | Cat
    enum Color { RED GREEN }
    input Filter { color: Color!  limit: Int = 10  inner: Filter }
    input Choice @oneOf { a: Int  b: String }
    scalar Date
    directive @once(label: String) on FIELD | QUERY
    type Query {
      human(id: ID!, filter: Filter): Human
      being: Being
      pet: Pet
      paint(color: Color, on: Date, at: [Int!], of: Float, really: Boolean, named: String = "x"): Color
      choose(choice: Choice): Int
      need(count: Int! = 3): Int
    }
    type Subscription { ticks: Int  more: Int }
    """

  private static func json(_ text: String) -> String {
    let arena = Arena()
    return withExtendedLifetime(arena) { JSONWriter.string(arena.string(text)) }
  }

  private static func call(_ name: String, _ texts: String...) throws -> String {
    let arguments = "[\(texts.map { json($0) }.joined(separator: ","))]"
    return try BuiltinCall(name, arguments, "").result()
  }

  @Test(arguments: [
    Check("{ human(id: 1) { name } }"),
    Check("{ hman }", "Cannot query field \"hman\" on type \"Query\". Did you mean \"human\"?\n at 1:3"),
    Check(
      "{ pet { meows } }",
      #"Cannot query field "meows" on type "Pet". Did you mean to use an inline fragment on "Cat"?\#n at 1:9"#),
    Check(
      "{ being { age } }",
      #"Cannot query field "age" on type "Being". Did you mean to use an inline fragment on "Human"?\#n at 1:11"#),
    Check(
      "{ human(id: 1) { name { __typename } } }",
      #"Field "name" must not have a selection since type "String" has no subfields at 1:18"#),
    Check(
      "{ human(id: 1) }",
      "Field \"human\" of type \"Human\" must have a selection of subfields. Did you mean \"human { ... }\"?\n at 1:3"),
    Check(
      "{ human { age } }", #"Field "human" argument "id" of type "ID!" is required, but it was not provided at 1:3"#),
    Check(
      "{ human(id: 1, ide: 2) { age } }",
      "Unknown argument \"ide\" on field \"Query.human\". Did you mean \"id\"?\n at 1:3"),
    Check("{ human(id: 1, id: 2) { age } }", #"There can be only one argument named "id" at 1:16"#),
    Check(
      "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
      "Maximum introspection depth exceeded\n at 1:3"),
    Check("{ __typename __schema { types { name } } }"),
    Check("mutation { x }", "Schema does not support operation type \"mutation\"\n at 1:1"),
  ])
  func `a query keeps the rules about fields`(check: Check) throws { try judge(check) }

  @Test(arguments: [
    Check("{ pet { ... on Dog { barks } ... on Cat { lives } } }"),
    Check("{ ...F } fragment F on Query { pet { __typename } }"),
    Check("{ ... on Date { __typename } }", #"Fragment cannot condition on non composite type "Date" at 1:7"#),
    Check("{ ... on Nope { x } }", #"Unknown type "Nope" at 1:7"#),
    Check(
      "{ ... on Cat { lives } }",
      #"Fragment cannot be spread here as objects of type "Query" can never be of type "Cat" at 1:7"#),
    Check("{ ...F }", #"Unknown fragment "F" at 1:6"#),
    Check("{ need } fragment F on Cat { lives }", #"Fragment "F" is never used at 1:10"#),
    Check(
      "{ need } fragment F on Color { __typename }",
      "Fragment \"F\" cannot condition on non composite type \"Color\".\ninput:1:10: Fragment \"F\" is never used at 1:10"
    ),
    Check(
      "{ ...F } fragment F on Cat { lives }",
      #"Fragment "F" cannot be spread here as objects of type "Query" can never be of type "Cat" at 1:6"#),
    Check("{ ...F } fragment F on Query { need ...F }", #"Cannot spread fragment "F" within itself at 1:40"#),
    Check(
      "{ ...F } fragment F on Query { ...G } fragment G on Query { need ...F }",
      #"Cannot spread fragment "F" within itself via "G" at 1:69"#),
    Check(
      "{ ...F } fragment F on Query { need } fragment F on Query { need }",
      #"There can be only one fragment named "F" at 1:39"#),
    Check("{ ...F } fragment F on Quer { need }", "Unknown type \"Quer\". Did you mean \"Query\"?\n at 1:10"),
  ])
  func `a query keeps the rules about fragments`(check: Check) throws { try judge(check) }

  @Test(arguments: [
    Check("{ a: need b: need }"),
    Check(
      "{ a: need a: being { name } }",
      #"Fields "a" conflict because "need" and "being" are different fields. Use different aliases on the fields to fetch both if this was intentional at 1:11"#
    ),
    Check(
      "{ a: need(count: 1) a: need(count: 2) }",
      #"Fields "a" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional at 1:21"#
    ),
    Check(
      "{ pet { ... on Dog { x: barks } ... on Cat { x: lives } } }",
      #"Fields "x" conflict because they return conflicting types "Boolean" and "Int". Use different aliases on the fields to fetch both if this was intentional at 1:46"#
    ),
    Check(
      "{ human(id: 1) { x: age } human(id: 1) { x: name } }",
      #"Fields "human" conflict because subfields "x" conflict because "age" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional at 1:27"#
    ),
    Check(
      "{ ...F a: need } fragment F on Query { a: being { name } }",
      #"Fields "a" conflict because "need" and "being" are different fields. Use different aliases on the fields to fetch both if this was intentional at 1:40"#
    ),
  ])
  func `fields with one response name can be merged`(check: Check) throws { try judge(check) }

  @Test(arguments: [
    Check("query A { need } query B { need }"),
    Check("query A { need } query A { need }", #"There can be only one operation named "A" at 1:18"#),
    Check("{ need } query A { need }", #"This anonymous operation must be the only defined operation at 1:1"#),
    Check("subscription { ticks }"),
    Check("subscription S { ticks more }", #"Subscription "S" must select only one top level field at 1:24"#),
    Check(
      "subscription { __typename }", #"Anonymous Subscription must not select an introspection top level field at 1:16"#
    ),
    Check("query($a: Int!) { need(count: $a) }"),
    Check("query($a: Int) { need(count: $a) }"),
    Check(
      "query($a: ID) { human(id: $a) { age } }",
      #"Variable "$a" of type "ID" used in position expecting type "ID!" at 1:27"#),
    Check("query($a: ID = 1) { human(id: $a) { age } }"),
    Check("query($a: Int) { need }", #"Variable "$a" is never used at 1:7"#),
    Check("query Q($a: Int) { need }", #"Variable "$a" is never used in operation "Q" at 1:9"#),
    Check("query Q { need(count: $a) }", #"Variable "$a" is not defined by operation "Q" at 1:23"#),
    Check("{ need(count: $a) }", #"Variable "$a" is not defined at 1:15"#),
    Check(
      "query($a: Int, $a: Int) { need(count: $a) }",
      #"Variable "$a" is never used.\#ninput:1:16: There can be only one variable named "$a" at 1:16"#),
    Check(
      "query($a: Human) { need(count: $a) }",
      #"Variable "$a" of type "Human" used in position expecting type "Int!".\#ninput:1:7: Variable "$a" cannot be non-input type "Human" at 1:32"#
    ),
    Check(
      "query($a: Nope) { need(count: $a) }",
      #"Unknown type "Nope".\#ninput:1:31: Variable "$a" of type "Nope" used in position expecting type "Int!" at 1:7"#),
  ])
  func `a query keeps the rules about operations and variables`(check: Check) throws { try judge(check) }

  @Test(arguments: [
    Check("query @once { need @once(label: \"x\") @skip(if: false) }"),
    Check("{ need @nope }", #"Unknown directive "@nope" at 1:9"#),
    Check("{ ... @once { need } }", #"Directive "@once" may not be used on INLINE_FRAGMENT at 1:8"#),
    Check("{ need @once @once }", #"The directive "@once" can only be used once at this location at 1:15"#),
    Check(
      "{ need @include }",
      #"Directive "@include" argument "if" of type "Boolean!" is required, but it was not provided at 1:9"#),
    Check(
      "{ need @once(labl: 1) }", "Unknown argument \"labl\" on directive \"@once\". Did you mean \"label\"?\n at 1:9"),
  ])
  func `a query keeps the rules about directives`(check: Check) throws { try judge(check) }

  @Test(arguments: [
    Check(#"{ paint(color: RED, on: {any: 1}, at: [1, 2], of: 1, really: true, named: null) }"#),
    Check(
      "{ paint(color: RAD) }",
      "Value \"RAD\" does not exist in \"Color\" enum. Did you mean the enum value \"RED\"?\n at 1:16"),
    Check(
      #"{ paint(color: "RED") }"#,
      "Enum \"Color\" cannot represent non-enum value: \"RED\". Did you mean the enum value \"RED\"?\n at 1:17"),
    Check("{ need(count: 1.5) }", "Int cannot represent non-integer value: 1.5\n at 1:15"),
    Check(
      "{ need(count: 9223372036854775808) }",
      "Int cannot represent non 32-bit signed integer value: 9223372036854775808\n at 1:15"),
    Check("{ need(count: null) }", #"Expected value of type "Int!", found null at 1:15"#),
    Check("{ paint(of: true) }", "Float cannot represent non numeric value: true\n at 1:13"),
    Check("{ paint(really: 1) }", "Boolean cannot represent a non boolean value: 1\n at 1:17"),
    Check("{ paint(named: 1) }", "String cannot represent a non string value: 1\n at 1:16"),
    Check("{ human(id: 1.5) { age } }", "ID cannot represent a non-string and non-integer value: 1.5\n at 1:13"),
    Check("{ paint(at: [1, x]) }", "Int cannot represent non-integer value: x\n at 1:17", ),
    Check(
      "{ human(id: 1, filter: {color: RED, color: RED}) { age } }",
      #"There can be only one input field named "color" at 1:37"#),
    Check(
      "{ human(id: 1, filter: {limit: 1}) { age } }",
      #"Field "Filter.color" of required type "Color!" was not provided at 1:24"#),
    Check(
      "{ human(id: 1, filter: {color: RED, lmit: 1}) { age } }",
      "Field \"lmit\" is not defined by type \"Filter\". Did you mean \"limit\"?\n at 1:37"),
    Check("{ choose(choice: {a: 1}) }"),
    Check("{ choose(choice: {a: 1, b: \"x\"}) }", #"OneOf Input Object "Choice" must specify exactly one key at 1:18"#),
    Check("{ choose(choice: {b: null}) }", #"Field "Choice.a" must be non-null at 1:22"#),
    Check(
      "query($b: String) { choose(choice: {b: $b}) }",
      #"Variable "b" must be non-nullable to be used for OneOf Input Object "Choice" at 1:40"#),
  ])
  func `literals are of the type that is wanted`(check: Check) throws { try judge(check) }

  /// `at` in a wanted text stands for how the reference introduces the place.
  private func judge(_ check: Check) throws {
    let result = try Self.call("graphql.parse", check.text, Self.schema)
    let isValid = try Self.call("graphql.is_valid", check.text, Self.schema)
    #expect(isValid == (check.message.isEmpty ? "true" : "false"))
    if check.message.isEmpty {
      #expect(result.hasPrefix("[{"), "\(result)")
    } else {
      #expect(result.replacing(" in GraphQL string at location ", with: " at ") == "!" + check.message)
    }
  }

  // MARK: Schemas

  @Test(arguments: [
    Check("type A { x: Int }  extend type A { y: Int }  extend type B { z: A }"),
    Check("type A { x: Int } type A { x: Int }", "1:24: Cannot redeclare type A."),
    Check(
      "type A { x: Int } extend scalar A @specifiedBy(url: \"u\")",
      "1:33: Cannot extend type A because the base type is a OBJECT, not SCALAR."),
    Check("directive @d on FIELD directive @d on FIELD", "1:34: Cannot redeclare directive d."),
    Check("directive @skip(if: Boolean!) on FIELD"),
    Check(
      "type Q { x: Int } schema { query: Q } schema { query: Q }",
      "1:46: Cannot have multiple schema entry points, consider schema extensions instead."),
    Check("schema { query: Q }", "1:10: Schema root query refers to a type Q that does not exist."),
    Check("type A { x: B }", "1:13: Undefined type B."),
    Check("type A { x(y: B): Int }", "1:15: Undefined type B."),
    Check("type A { x(y: A): Int }", "1:12: cannot use A as argument y because OBJECT is not a valid input type"),
    Check(
      "type A { __x: Int }", #"1:10: Name "__x" must not begin with "__", which is reserved by GraphQL introspection."#),
    Check("scalar __A", #"1:8: Name "__A" must not begin with "__", which is reserved by GraphQL introspection."#),
    Check("type A { x: Int @deprecated }"),
    Check("type A @deprecated { x: Int }", "1:9: Directive deprecated is not applicable on OBJECT."),
    Check("type A { x: Int @nope }", "1:18: Undefined directive nope."),
    Check("type A { x: Int @deprecated(why: 1) }", "1:29: Undefined argument why for directive deprecated."),
    Check("scalar A @specifiedBy", "1:11: Argument url for directive specifiedBy cannot be null."),
    Check("directive @d(a: Int @d) on ARGUMENT_DEFINITION", "1:22: Directive d cannot refer to itself."),
    Check("union U = A", #"1:7: Undefined type "A"."#),
    Check("union U = S scalar S", #"1:7: UNION type "S" must be OBJECT."#),
    Check("type A", "1:6: OBJECT A: must define one or more fields."),
    Check("input A", "1:7: INPUT_OBJECT A: must define one or more input fields."),
    Check("enum A", "1:6: ENUM A: must define one or more unique enum values."),
    Check("enum A { X true }", "1:6: ENUM A: non-enum value true."),
    Check(
      "input I { x: Int } type A { i: I }",
      "1:29: OBJECT A: field must be one of SCALAR, OBJECT, INTERFACE, UNION, ENUM."),
    Check("input I { a: A } type A { x: Int }", "1:11: OBJECT a: field must be one of SCALAR, ENUM, INPUT_OBJECT."),
    Check("type A { x: Int y: Int y: Int x: Int }", "1:31: Field A.x can only be defined once."),
    Check("type A implements B { x: Int }", #"1:6: Undefined type "B"."#),
    Check("type A implements B { x: Int } scalar B", #"1:6: "B" is a non interface type SCALAR."#),
    Check(
      "interface I { x: Int } type A implements I { y: Int }",
      "1:29: For A to implement I it must have a field called x."),
    Check(
      "interface I { x: Int } type A implements I { x: String }",
      "1:46: For A to implement I the field x must have type Int."),
    Check("interface I { x: [I] } type A implements I { x: [A!]! }"),
    Check(
      "interface I { x(a: Int): Int } type A implements I { x: Int }",
      "1:54: For A to implement I the field x must have the same arguments but it is missing a."),
    Check(
      "interface I { x(a: Int): Int } type A implements I { x(a: ID): Int }",
      "1:56: For A to implement I the field x must have the same arguments but a has the wrong type."),
    Check(
      "interface I { x: Int } type A implements I { x(b: Int!): Int }",
      "1:48: For A to implement I any additional arguments on x must be optional or have a default value but b is required."
    ),
    Check(
      "interface J { x: Int } interface I implements J { x: Int } type A implements I { x: Int }",
      "1:65: Type A must implement J because it is implemented by I."),
    Check(
      "interface I implements J { x: Int } interface J implements I { x: Int }",
      "1:11: Type I cannot implement J because it would create a circular reference."),
  ])
  func `a schema keeps its rules`(check: Check) throws {
    let isValid = try Self.call("graphql.schema_is_valid", check.text)
    #expect(isValid == (check.message.isEmpty ? "true" : "false"))
    let result = try Self.call("graphql.parse", "", check.text)
    if check.message.isEmpty {
      #expect(result.hasPrefix("[{}, {"), "\(result)")
    } else {
      #expect(result == "!Error in gqlparser SchemaDocument to Schema conversion: input:\(check.message)")
    }
  }

  @Test(arguments: [
    Check("type A {}", "expected at least one definition, found } in GraphQL string at location 1:9"),
    Check("extend type A", "Unexpected <EOF> in GraphQL string at location 1:14"),
    Check(#""text" extend type A { x: Int }"#, #"Unexpected String "text" in GraphQL string at location 1:2"#),
    Check("directive @d on NOWHERE", #"Unexpected Name "NOWHERE" in GraphQL string at location 1:17"#),
    Check("schema { ? }", #"Cannot parse the unexpected character "?". in GraphQL string at location 1:10"#),
    Check("type A { x: [Int }", "Expected ], found } in GraphQL string at location 1:18"),
    Check("{", "Unexpected { in GraphQL string at location 1:1"),
  ])
  func `a schema that cannot be read says why`(check: Check) throws {
    #expect(try Self.call("graphql.parse_schema", check.text) == "!" + check.message)
  }

  // MARK: Trees

  @Test func `comments, descriptions and block strings are in the tree`() throws {
    let schema = "# first\n\"\"\"\n  A text\n    of two lines\n\"\"\"\n# second\nscalar A\n# last"
    let tree = ##"""
      {"Comment": {"List": [{"Value": "# last"}]}, "Definitions": [{"AfterDescriptionComment": \
      {"List": [{"Value": "# second"}]}, "BeforeDescriptionComment": {"List": [{"Value": "# first"}]}, \
      "BuiltIn": false, "Description": "A text\n  of two lines", "Kind": "SCALAR", "Name": "A"}]}
      """##
    #expect(try Self.call("graphql.parse_schema", schema) == tree.replacing("\\\n", with: ""))
    let query = ##"""
      {"Operations": [{"Comment": {"List": [{"Value": "# why"}]}, "Name": "Q", "Operation": "query", \
      "SelectionSet": [{"Alias": "a", "Name": "a"}]}]}
      """##
    #expect(try Self.call("graphql.parse_query", "# why\nquery Q { a }") == query.replacing("\\\n", with: ""))
  }

  @Test(arguments: [
    (#"{ a(b: "\u00e9\n\/\"") }"#, "é\n/\""), (#"{ a(b: "ê") }"#, "ê"),
    ("{ a(b: \"\"\"  x \\\"\"\" \"\"\") }", "  x \"\"\" "),
  ])
  func `strings are decoded`(query: String, wanted: String) throws {
    let raw = Self.json(wanted)
    #expect(try Self.call("graphql.parse_query", query).contains("\"Raw\": \(raw)"))
  }

  @Test func `trees as objects are checked as texts are`() throws {
    let schema = "type Query { a(x: Int!): Int }"
    for (query, isValid) in [("{ a(x: 1) }", true), ("{ a }", false), ("{ b }", false)] {
      let tree = try Self.call("graphql.parse_query", query)
      let schemaTree = try Self.call("graphql.parse_schema", schema)
      let text = Self.json(schema)
      #expect(try BuiltinCall("graphql.is_valid", "[\(tree), \(text)]", "").result() == "\(isValid)")
      #expect(try BuiltinCall("graphql.is_valid", "[\(tree), \(schemaTree)]", "").result() == "\(isValid)")
      let verified = try BuiltinCall("graphql.parse_and_verify", "[\(tree), \(schemaTree)]", "").result()
      #expect(verified == (isValid ? "[true, \(tree), \(schemaTree)]" : "[false, {}, {}]"))
    }
  }

  @Test(arguments: [
    BuiltinCall("graphql.parse", #"[1, ""]"#, "!operand 0 must be one of {string, object} but got number"),
    BuiltinCall("graphql.parse", #"["", null]"#, "!operand 1 must be one of {string, object} but got null"),
    BuiltinCall("graphql.parse_query", "[{}]", "!operand 1 must be string but got object"),
    BuiltinCall("graphql.parse_schema", "[[]]", "!operand 1 must be string but got array"),
    BuiltinCall("graphql.is_valid", #"[1, ""]"#, "false"),
    BuiltinCall("graphql.is_valid", #"["", 1]"#, "false"),
    BuiltinCall("graphql.schema_is_valid", "[1]", "false"),
    BuiltinCall("graphql.schema_is_valid", #"[""]"#, "true"),
    BuiltinCall("graphql.parse_and_verify", #"["", 1]"#, "[false, {}, {}]"),
    BuiltinCall(
      "graphql.parse",
      #"[{"Operations": [{"Operation": "query", "SelectionSet": [{"Name": "x"}]}]}, "type Query { y: Int }"]"#,
      "!GraphQL parse error: input: Cannot query field \"x\" on type \"Query\". Did you mean \"y\"?\n"),
    BuiltinCall(
      "graphql.parse", #"["", {"Definitions": [{"Kind": "SCALAR", "Name": "__x"}]}]"#,
      "!Error in gqlparser SchemaDocument to Schema conversion: input:-1:-1: Name \"__x\" must not begin with \"__\", "
        + "which is reserved by GraphQL introspection."),
    BuiltinCall("graphql.is_valid", #"[{"Operations": 1}, ""]"#, "false"),
    BuiltinCall("graphql.is_valid", #"[{"Operations": [{"VariableDefinitions": [{"Variable": "x"}]}]}, ""]"#, "false"),
    BuiltinCall(
      "graphql.is_valid", #"[{"Operations": [{"SelectionSet": [{"Arguments": [{"Name": "a"}]}]}]}, ""]"#, "false"),
  ])
  func `operands of other kinds are errors or not valid`(call: BuiltinCall) throws { try call.check() }

  // MARK: Bounds

  @Test(arguments: [
    String(repeating: "{a", count: 100_000), "{a(b:" + String(repeating: "[", count: 100_000),
    "query($a:" + String(repeating: "[", count: 100_000), "{a(b:" + String(repeating: "{a:", count: 100_000),
    String(repeating: "{...", count: 100_000),
  ])
  func `deep queries end in an error`(query: String) throws {
    for name in ["graphql.parse", "graphql.is_valid", "graphql.parse_and_verify"] {
      #expect(try Self.call(name, query, "type Query { a: Int }") == "!GraphQL document nests too deeply")
    }
  }

  @Test func `long queries end in an error`() throws {
    let query = "{" + String(repeating: "a ", count: 1_000_001) + "}"
    #expect(try Self.call("graphql.parse_query", query) == "!GraphQL document has too many tokens")
    let arguments = "[\(Self.json("{" + String(repeating: "a ", count: 10_000) + "}"))]"
    let call = BuiltinCall("graphql.parse_query", arguments, "")
    #expect(try call.result(bytesMax: 1 << 17) == "!GraphQL document has too many tokens")
    #expect(try call.result(bytesMax: 1 << 20) == "!memory limit reached")
  }

  @Test func `a long chain of fragments ends in an error`() throws {
    let chain = (0..<5_000).map { "fragment F\($0) on Query { ...F\($0 + 1) }" }.joined(separator: "\n")
    let query = "{ ...F0 } \(chain) fragment F5000 on Query { a }"
    #expect(try Self.call("graphql.is_valid", query, "type Query { a: Int }") == "!GraphQL document nests too deeply")
  }

  @Test func `work on overlapping fields is bounded`() throws {
    let many = String(repeating: "a ", count: 5_000)
    let schema = "type Query { a: Int b: Query }"
    #expect(try Self.call("graphql.is_valid", "{ \(many) }", schema) == "!GraphQL document takes too long to check")
    // Every fragment spreads the next one many times, below a field: naive expansion is exponential.
    let fragments = (0..<50).map { index in
      "fragment F\(index) on Query { x: b { ...F\(index + 1) } x: b { ...F\(index + 1) } }"
    }
    let query = "{ ...F0 } \(fragments.joined(separator: " ")) fragment F50 on Query { a }"
    let result = try Self.call("graphql.is_valid", query, schema)
    #expect(["true", "!GraphQL document takes too long to check"].contains(result))
  }
}
