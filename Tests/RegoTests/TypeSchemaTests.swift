import TestSupport
import Testing

@testable import Rego

/// JSON schemas as types, and where they hold.
@Suite struct TypeSchemaTests {
  @Test(arguments: [
    (#"{"type": "string"}"#, "string"), (#"{"type": "integer"}"#, "number"), (#"{"type": "null"}"#, "any"),
    (#"{"type": ["null", "string"]}"#, "string"), (#"{"enum": [1, 2]}"#, "any"), (#"{}"#, "any"), ("true", "any"),
    (#"{"type": "object"}"#, "object[any: any]"),
    (#"{"type": "object", "additionalProperties": {"type": "number"}}"#, "object[any: any]"),
    (#"{"properties": {"b": {"type": "string"}, "a": {}}}"#, "object<a: any, b: string>"),
    (#"{"type": "array"}"#, "array[any]"), (#"{"items": {"type": "string"}}"#, "array[string]"),
    (#"{"items": [{"type": "string"}, {"type": "boolean"}]}"#, "array<string, boolean>"),
    (#"{"anyOf": [{"type": "string"}, {"type": "number"}]}"#, "any<number, string>"),
    (
      #"{"type": "object", "properties": {"a": {}}, "anyOf": [{"properties": {"b": {}}}]}"#,
      "any<object<a: any>, object<b: any>>"
    ),
    (
      #"{"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {}}}]}"#,
      "object<a: string, b: any>"
    ),
    (
      ##"{"definitions": {"n/x": {"type": "number"}}, "properties": {"a": {"$ref": "#/definitions/n~1x"}}}"##,
      "object<a: number>"
    ),
    (
      ##"{"properties": {"v": {"type": "string"}, "next": {"$ref": "#"}}}"##,
      "object<next: object<next: any, v: string>, v: string>"
    ),
  ])
  func `a schema is a type`(schema: String, type: String) throws {
    #expect(StaticType.text(try TypeOfSchema.read(Document(json: schema))) == type)
  }

  @Test(arguments: [
    (
      #"{"type": "strung"}"#,
      "unable to compile the schema: has a primitive type that is NOT VALID -- given: /strung/ "
        + "Expected valid values are:[array boolean integer number null object string]"
    ),
    (#"{"type": 1}"#, "unable to compile the schema: Invalid type. Expected: type, given: string/array of strings"),
    (#"{"type": ["string", "string"]}"#, "unable to compile the schema: string type is duplicated"),
    (
      #"{"definitions": 1}"#,
      "unable to compile the schema: Invalid type. Expected: array of schemas, given: definitions"
    ),
    (
      #"{"properties": {"a": {"$ref": "https://example.com/s.json"}}}"#,
      "unable to compile the schema: remote reference loading disabled: https://example.com/s.json"
    ),
    (##"{"$ref": "#/definitions/a"}"##, "unable to compile the schema: Object has no key 'definitions'"),
    (
      #"{"allOf": [{"type": "string"}, {"type": "number"}]}"#,
      "type checking: unable to merge these schemas: type mismatch: string and number"
    ),
  ])
  func `a bad schema says why`(schema: String, text: String) throws {
    let document = try Document(json: schema)
    let error = #expect(throws: SchemaTypeError.self) { try TypeOfSchema.read(document) }
    #expect(error?.text == text)
  }

  @Test func `the root schema is that of input`() throws {
    var text = CheckedText()
    text.compiler.schemas = SchemaSet(root: try Document(json: #"{"properties": {"user": {"type": "string"}}}"#))
    #expect(
      try text.findings(["package t\np if input.name == 1"]) == ["2:6 rego_type_error: undefined ref: input.name"])
    #expect(try text.findings(["package t\np if input.user == \"x\""]) == [])
    let program = try text.program("package t\np := 1")
    #expect(throws: Diagnostics.self) { try text.query("input.name", against: program) }
    text.compiler.schemas = SchemaSet(root: try Document(json: #"{"type": "strung"}"#))
    #expect(
      try text.findings(["package t\np := x"]).map { $0.prefix(51) } == [
        "0:0 rego_type_error: unable to compile the schema: "
      ])
  }

  /// Checks a rule `p` with the body after annotations of these scopes.
  private func findings(
    _ annotations: [(scope: String, path: [String], schema: SchemaAnnotation.Schema)], _ body: String,
    _ schemas: SchemaSet? = SchemaSet()
  ) throws -> [String] {
    var compiler = CheckedText().compiler
    compiler.schemas = schemas
    let blocks = annotations.map { "# METADATA\n# scope: \($0.scope)\n" }
    let isOuter = annotations.map { ["package", "subpackages"].contains($0.scope) }
    let outer = zip(blocks, isOuter).filter(\.1).map(\.0).joined(separator: "\n")
    let inner = zip(blocks, isOuter).filter { !$0.1 }.map(\.0).joined(separator: "\n")
    let text = "\(outer)package t.u\n\n\(inner)p if { \(body) }"
    var module = try Parser.module(SourceText(name: "a.rego", text: text), annotations: .lines)
    func fill(_ block: inout Annotations) {
      for (scope, path, schema) in annotations where scope == block.scope {
        let terms = [Term(.variable(path[0]), at: .none)] + path.dropFirst().map { Term(.string($0), at: .none) }
        block.schemas.append(SchemaAnnotation(path: terms, schema: schema))
      }
    }
    for index in module.annotations.indices { fill(&module.annotations[index]) }
    for rule in module.rules { for index in rule.annotations.indices { fill(&rule.annotations[index]) } }
    do {
      _ = try Checker(compiler).check([module], data: .undefined)
      return []
    } catch { return error.all.map(\.message) }
  }

  private func type(_ name: String) throws -> SchemaAnnotation.Schema {
    .definition(try Document(json: #"{"type": "\#(name)"}"#))
  }

  @Test(arguments: ["rule", "document", "package", "subpackages"])
  func `annotations of every scope give types`(scope: String) throws {
    let found = try findings([(scope, ["input", "a"], type("string"))], "input.a.b")
    #expect(found == ["undefined ref: input.a.b"])
    #expect(try findings([(scope, ["input", "a"], type("string"))], "input.c.b") == [])
    #expect(try findings([(scope, ["data", "acl"], type("string"))], "data.acl.b") == ["undefined ref: data.acl.b"])
  }

  @Test(arguments: [("subpackages", "package"), ("package", "document"), ("document", "rule")])
  func `what stands closer to the rule wins`(outer: String, inner: String) throws {
    let both = try [(outer, ["input", "a"], type("string")), (inner, ["input", "a"], type("number"))]
    #expect(try findings(both, "input.a + 1 == 2") == [])
    #expect(try findings(both, "upper(input.a) == \"A\"") == ["upper: invalid argument(s)"])
  }

  @Test func `a named schema comes from the set`() throws {
    let annotation = ("rule", ["input"], SchemaAnnotation.Schema.path(["acl"]))
    var schemas = SchemaSet()
    #expect(try findings([annotation], "input.a.b", schemas) == ["undefined schema: schema.acl"])
    #expect(try findings([annotation], "input.a.b", nil) == [])
    schemas[["acl"]] = try Document(json: #"{"properties": {"a": {"type": "string"}}}"#)
    #expect(try findings([annotation], "input.a.b", schemas) == ["undefined ref: input.a.b"])
  }
}
