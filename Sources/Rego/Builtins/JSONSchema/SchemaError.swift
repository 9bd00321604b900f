/// One way in which a document does not fit its schema.
struct SchemaError {
  let kind: Kind
  /// Where in the document: an index into the validator's places.
  let place: Int
  /// Whose keyword it was.
  let node: SchemaNode
  /// The value at fault, or the property's name.
  let value: Value
  /// Positions of elements.
  var first = 0
  var second = 0

  /// Raw values are the reference's `type`.
  enum Kind: String {
    case alwaysFalse = "false"
    case required
    case type = "invalid_type"
    case anyOf = "number_any_of"
    case oneOf = "number_one_of"
    case allOf = "number_all_of"
    case not = "number_not"
    case dependency = "missing_dependency"
    case const
    case enumeration = "enum"
    case additionalItems = "array_no_additional_items"
    case minItems = "array_min_items"
    case maxItems = "array_max_items"
    case unique
    case contains
    case minProperties = "array_min_properties"
    case maxProperties = "array_max_properties"
    case additionalProperty = "additional_property_not_allowed"
    case propertyName = "invalid_property_name"
    case minLength = "string_gte"
    case maxLength = "string_lte"
    case format
    case multipleOf = "multiple_of"
    case minimum = "number_gte"
    case exclusiveMinimum = "number_gt"
    case maximum = "number_lte"
    case exclusiveMaximum = "number_lt"
    case then = "condition_then"
    case otherwise = "condition_else"
  }

  /// The reference's `desc`; `field` names the place.
  func text(field: String) -> String {
    switch kind {
    case .alwaysFalse: "False always fails validation"
    case .required: "\(name) is required"
    case .type: "Invalid type. Expected: \(node.typeText), given: \(SchemaTypes.type(of: value).name)"
    case .anyOf: "Must validate at least one schema (anyOf)"
    case .oneOf: "Must validate one and only one schema (oneOf)"
    case .allOf: "Must validate all the schemas (allOf)"
    case .not: "Must not validate the schema (not)"
    case .dependency: "Has a dependency on \(name)"
    case .const: "\(field) does not match: \(SchemaError.text(node.const ?? []))"
    case .enumeration:
      "\(field) must be one of the following: \(node.enumeration.map(SchemaError.text).joined(separator: ", "))"
    case .additionalItems: "No additional items allowed on array"
    case .minItems: "Array must have at least \(node.minItems ?? 0) items"
    case .maxItems: "Array must have at most \(node.maxItems ?? 0) items"
    case .unique: "array items[\(first),\(second)] must be unique"
    case .contains: "At least one of the items must match"
    case .minProperties: "Must have at least \(node.minProperties ?? 0) properties"
    case .maxProperties: "Must have at most \(node.maxProperties ?? 0) properties"
    case .additionalProperty: "Additional property \(name) is not allowed"
    case .propertyName: "Property name of \"\(name)\" does not match"
    case .minLength: "String length must be greater than or equal to \(node.minLength ?? 0)"
    case .maxLength: "String length must be less than or equal to \(node.maxLength ?? 0)"
    case .format: "Does not match format '\(node.format ?? "")'"
    case .multipleOf: "Must be a multiple of \(SchemaNumber.text(node.multipleOf))"
    case .minimum: "Must be greater than or equal to \(SchemaNumber.text(node.minimum))"
    case .exclusiveMinimum: "Must be greater than \(SchemaNumber.text(node.exclusiveMinimum))"
    case .maximum: "Must be less than or equal to \(SchemaNumber.text(node.maximum))"
    case .exclusiveMaximum: "Must be less than \(SchemaNumber.text(node.exclusiveMaximum))"
    case .then: "Must validate \"then\" as \"if\" was valid"
    case .otherwise: "Must validate \"else\" as \"if\" was not valid"
    }
  }

  private var name: String { SchemaError.text(value.utf8) }

  private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
