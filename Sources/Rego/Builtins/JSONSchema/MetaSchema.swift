/// The schemas of schemas that `$ref` may name: drafts 4, 6 and 7, put together from what their keywords hold.
enum MetaSchema {
  private static let addresses: [(String, SchemaCompiler.Draft)] = [
    ("http://json-schema.org/draft-04/schema", .draft4), ("http://json-schema.org/draft-06/schema", .draft6),
    ("http://json-schema.org/draft-07/schema", .draft7),
  ]

  /// The draft that an address without an empty fragment stands for.
  static func draft(_ address: String) -> SchemaCompiler.Draft? { addresses.first { $0.0 == address }?.1 }

  static func text(_ address: String) -> String? { draft(address).map { text($0, address) } }

  private static func text(_ draft: SchemaCompiler.Draft, _ address: String) -> String {
    let isOld = draft == .draft4
    let count = isOld ? "positiveInteger" : "nonNegativeInteger"
    func all(_ names: String, _ schema: String) -> [String] {
      names.split(separator: " ").map { "\"\($0)\":\(schema)" }
    }
    func reference(_ name: String) -> String { ##"{"$ref":"#/definitions/\##(name)"}"## }
    let itself = ##"{"$ref":"#"}"##
    let byName = #"{"type":"object","additionalProperties":\#(itself),"default":{}}"#
    let extra = isOld ? #"{"anyOf":[{"type":"boolean"},\#(itself)]}"# : itself
    var properties = all("title description format", #"{"type":"string"}"#)
    properties += all("pattern", #"{"type":"string","format":"regex"}"#)
    properties += all("minimum maximum", #"{"type":"number"}"#)
    properties += all("exclusiveMinimum exclusiveMaximum", #"{"type":"\#(isOld ? "boolean" : "number")"}"#)
    let above = isOld ? #""minimum":0,"exclusiveMinimum":true"# : #""exclusiveMinimum":0"#
    properties += all("multipleOf", #"{"type":"number",\#(above)}"#)
    properties += all("maxLength maxItems maxProperties", reference(count))
    properties += all("minLength minItems minProperties", reference(count + "Default0"))
    properties += all("uniqueItems", #"{"type":"boolean","default":false}"#)
    properties += all("additionalItems additionalProperties", extra)
    properties += all("items", #"{"anyOf":[\#(itself),\#(reference("schemaArray"))]}"#)
    properties += all("allOf anyOf oneOf", reference("schemaArray")) + all("not", itself)
    properties += all("required", reference("stringArray"))
    properties += all("definitions properties", byName)
    let names = draft == .draft7 ? #","propertyNames":{"format":"regex"}"# : ""
    properties += all("patternProperties", #"{"type":"object","additionalProperties":\#(itself)\#(names)}"#)
    let dependency = #"{"anyOf":[\#(itself),\#(reference("stringArray"))]}"#
    properties += all("dependencies", #"{"type":"object","additionalProperties":\#(dependency)}"#)
    properties += all("enum", #"{"type":"array","minItems":1,"uniqueItems":true}"#)
    let some = #"{"type":"array","items":\#(reference("simpleTypes")),"minItems":1,"uniqueItems":true}"#
    properties += all("type", #"{"anyOf":[\#(reference("simpleTypes")),\#(some)]}"#) + all("default", "{}")
    if isOld {
      properties += all("id $schema", #"{"type":"string"}"#)
    } else {
      properties += all("$id $ref", #"{"type":"string","format":"uri-reference"}"#)
      properties += all("$schema", #"{"type":"string","format":"uri"}"#)
      properties += all("examples", #"{"type":"array"}"#) + all("contains propertyNames", itself) + all("const", "{}")
    }
    if draft == .draft7 {
      properties += all("$comment contentMediaType contentEncoding", #"{"type":"string"}"#)
      properties += all("readOnly", #"{"type":"boolean"}"#) + all("if then else", itself)
    }
    let bounds = #","dependencies":{"exclusiveMaximum":["maximum"],"exclusiveMinimum":["minimum"]}"#
    return #"{"\#(isOld ? "id" : "$id")":"\#(address)#","$schema":"\#(address)#","#
      + #""type":\#(isOld ? #""object""# : #"["object","boolean"]"#),"definitions":{\#(definitions(count, isOld))},"#
      + #""properties":{\#(properties.joined(separator: ","))}\#(isOld ? bounds : "")}"#
  }

  private static func definitions(_ count: String, _ isOld: Bool) -> String {
    let types = SchemaTypes.names.sorted().map { "\"\($0)\"" }.joined(separator: ",")
    return [
      ##""schemaArray":{"type":"array","minItems":1,"items":{"$ref":"#"}}"##,
      #""\#(count)":{"type":"integer","minimum":0}"#,
      ##""\##(count)Default0":{"allOf":[{"$ref":"#/definitions/\##(count)"},{"default":0}]}"##,
      #""simpleTypes":{"enum":[\#(types)]}"#,
      #""stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true\#(isOld ? #","minItems":1"# : "")}"#,
    ].joined(separator: ",")
  }
}
