import TestSupport
import Testing

@testable import Rego

/// `json.match_schema` and `json.verify_schema`.
@Suite struct JSONSchemaTests {
  @Test func `schemas and documents give the reference's errors`() throws {
    let (failures, count) = try BuiltinFixtures.failures(in: "jsonschema.json", builtins: .standard)
    #expect(failures == [])
    #expect(count > 100)
  }

  private static func nested(_ open: String, _ close: String, _ count: Int, _ inner: String) -> String {
    String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  /// What a hostile schema or document gets: an error that ends the evaluation.
  static let hostile: [(note: String, document: String, schema: String, wanted: String)] = [
    ("a reference to itself", "{}", ##"{"$ref": "#"}"##, "!schema matched deeper than 500 levels"),
    (
      "references in a circle", "{}",
      ##"{"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}}"##,
      "!schema matched deeper than 500 levels"
    ),
    (
      "a schema of 1,500 levels", "{}", nested(#"{"not": "#, "}", 1_500, "{}"),
      "!schema nested deeper than 300 levels"
    ),
    (
      "a document of 1,900 levels", nested(#"{"a": "#, "}", 1_900, "1"),
      ##"{"properties": {"a": {"$ref": "#"}}}"##, "!schema matched deeper than 500 levels"
    ),
    (
      "alternatives in alternatives", "{}", Self.exponential,
      "!schema took more than 1000000 steps"
    ),
    (
      "a number of 20,000 digits", #"{"a": 1\#(String(repeating: "7", count: 20_000))}"#,
      #"{"properties": {"a": {"multipleOf": 0.3}}}"#, "!number of more than 10000 digits"
    ),
  ]

  /// Twenty-four levels, each of which asks the next one twice.
  private static var exponential: String {
    let levels = (0..<24).map {
      ##""l\##($0)": {"anyOf": [{"$ref": "#/definitions/l\##($0 + 1)"}, {"$ref": "#/definitions/l\##($0 + 1)"}]}"##
    }
    let all = levels.joined(separator: ", ")
    return ##"{"$ref": "#/definitions/l0", "definitions": {\##(all), "l24": {"type": "string"}}}"##
  }

  @Test(arguments: hostile.indices) func `a hostile schema ends in an error`(index: Int) throws {
    let (note, document, schema, wanted) = Self.hostile[index]
    let call = BuiltinCall("json.match_schema", "[\(document), \(schema)]", wanted)
    #expect(try call.result() == wanted, "\(note)")
  }

  @Test func `a text of 10,000 levels is refused`() throws {
    let text = Self.nested("[", "]", 10_000, "")
    let call = BuiltinCall("json.verify_schema", "[\"\(text)\"]", "")
    #expect(try call.result() == "!nested deeper than 2000 levels")
  }

  @Test func `a pattern that takes all memory is no pattern`() throws {
    let call = BuiltinCall("json.verify_schema", #"[{"patternProperties": {"((a{1000}){1000}){1000}": {}}}]"#, "")
    #expect(try call.result().hasPrefix(#"[false, "jsonschema: Invalid regex pattern"#))
  }

  @Test func `errors past the bound on memory end the call`() throws {
    let items = Array(repeating: "1", count: 20_000).joined(separator: ",")
    let call = BuiltinCall("json.match_schema", #"[{"a": [\#(items)]}, {"properties": {"a": {"items": false}}}]"#, "")
    #expect(try call.result(bytesMax: 1 << 20) == "!memory limit reached")
  }

  @Test func `sets and keys that are no strings are read as JSON reads them`() throws {
    let call = BuiltinCall(
      "json.match_schema", #"[{"s": {"$set": [1, "a"]}}, {"properties": {"s": {"minItems": 3}}}]"#, "")
    #expect(try call.result().hasPrefix(#"[false, [{"desc": "Array must have at least 3 items""#))
  }
}
