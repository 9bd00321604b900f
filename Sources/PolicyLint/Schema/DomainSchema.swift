public import PolicyDomain
import Rego

/// A JSON Schema (draft 7, which editors' YAML servers take) of what a version reads.
///
/// It is stricter than loading: keys that nobody reads are refused, and what the reference's lint demands is required.
public struct DomainSchema {
  private let version: APIVersion
  private let isReference: Bool
  private let arena = Arena(bytesKept: .max)

  /// - Parameters:
  ///   - version: of the documents.
  ///   - isReference: whether they are PolicyDomainReferences, whose Rego may lie in files.
  public init(_ version: APIVersion, isReference: Bool = false) {
    self.version = version
    self.isReference = isReference
  }

  public var text: String { JSONWriter.pretty(document) }

  /// Booleans of YAML 1.1, which count where a boolean belongs.
  private static let words = [
    "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF",
  ]

  /// Booleans of YAML 1.1, which count where a boolean belongs.
  private static let booleanWords = [
    "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF",
  ]

  private var kind: String { isReference ? "PolicyDomainReference" : "PolicyDomain" }
  private var hasResources: Bool { version != .v1alpha3 }
  private var hasMerge: Bool { version != .v1alpha3 }
  private var hasTypedAnnotations: Bool { version == .v1beta1 }

  private var document: Value {
    object([
      ("$schema", string("http://json-schema.org/draft-07/schema#")),
      ("title", string("\(kind) of \(version.rawValue)")),
      ("description", string("Policies, and what they decide about, for mpe.")), ("type", string("object")),
      ("additionalProperties", Value(false)), ("required", strings(["apiVersion", "kind", "metadata", "spec"])),
      (
        "properties",
        object([
          ("apiVersion", constant(version.rawValue, "The version of this document's format.")),
          ("kind", constant(kind, "What this document is.")), ("metadata", metadata), ("spec", spec),
        ])
      ),
      ("definitions", definitions),
    ])
  }

  private var metadata: Value {
    object([
      ("type", string("object")), ("description", string("Names the domain. Other keys are for other programs.")),
      ("required", strings(["name"])),
      (
        "properties",
        object([
          (
            "name",
            text(
              "The domain's name, by which others refer to what is in it: `name/mrn`. Without a `/`.",
              pattern: "^[^/]+$")
          )
        ])
      ),
    ])
  }

  private var spec: Value {
    var sections: [(String, Value?)] = [
      ("policy-libraries", section("library", "Rego that policies share. A policy sees what its `dependencies` list.")),
      ("policies", section("policy", "Rego of the package `authz`, whose rule `allow` answers.")),
      ("roles", section("granting", "Who may do what: a role's policy answers true or false.")),
      ("groups", section("group", "Groups of principals, each of which brings roles.")),
      ("resource-groups", section("resourceGroup", "Kinds of resources, each with the policy that guards it.")),
      ("scopes", section("granting", "What tokens may be limited to: a scope's policy answers true or false.")),
      (
        "operations",
        section(
          "operation",
          "Which policy decides about an operation; the first entry that matches counts. It answers a "
            + "number: above 0 grants, below 0 denies, 0 leaves it to the other phases.")
      ),
      ("mappers", section("mapper", "Rego of the package `mapper`, whose rule `porc` makes a PORC of a request.")),
    ]
    if hasResources {
      sections.append(
        ("resources", section("resource", "Which group a resource belongs to; the first entry that matches counts.")))
      sections.append(
        (
          "annotation-defaults",
          closed(
            "Read, and without effect.", required: [],
            [("merge", reference("merge"))])
        ))
    }
    return object([
      ("type", strings(["object", "null"])), ("description", string("The entities of the domain.")),
      ("additionalProperties", Value(false)), ("properties", object(sections)),
    ])
  }

  private var definitions: Value {
    object([
      ("mrn", text("The identifier, of the form `mrn:<type>:<namespace>:<class>:<instance>`.", pattern: ".")),
      ("selector", selector), ("annotations", annotations), ("merge", hasMerge ? merge : nil),
      ("library", module("A library.")), ("policy", module("A policy.")), ("granting", granting(isGroup: false)),
      ("resourceGroup", granting(isGroup: true)), ("group", group), ("operation", operation), ("mapper", mapper),
      ("resource", hasResources ? resource : nil),
    ])
  }

  // MARK: Entities

  private func module(_ words: String) -> Value {
    entity(
      words, identifier: "mrn", required: [],
      rego + [
        (
          "dependencies",
          list(
            text("The MRN of a library, or `domain/mrn`."),
            "Libraries that this text imports, each as `mrn` or `domain/mrn`.")
        ),
        ("public", object([("type", string("boolean")), ("description", string("Has no effect."))])),
      ])
  }

  private func granting(isGroup: Bool) -> Value {
    entity(
      isGroup ? "A resource group." : "A role or a scope.", identifier: "mrn", required: ["policy"],
      [
        ("policy", text("The MRN of the policy that decides, or `domain/mrn`.", pattern: ".")),
        (
          "default",
          isGroup
            ? object([
              ("enum", arena.array([Value(true), Value(false)] + Self.booleanWords.map { arena.string($0) })),
              ("description", string("Whether resources that no entry matches belong here.")),
            ]) : nil
        ),
        ("annotations", reference("annotations")),
      ])
  }

  private var group: Value {
    entity(
      "A group.", identifier: "mrn", required: [],
      [
        ("roles", list(text("The MRN of a role, or `domain/mrn`."), "The roles that members have.")),
        ("annotations", reference("annotations")),
      ])
  }

  private var operation: Value {
    entity(
      "An operation.", identifier: "name", required: ["selector", "policy"],
      [
        ("selector", reference("selector")),
        ("policy", text("The MRN of the policy that decides, or `domain/mrn`.", pattern: ".")),
      ])
  }

  private var mapper: Value {
    entity(
      "A mapper.", identifier: "name", required: ["selector"], [("selector", reference("selector"))] + rego)
  }

  private var resource: Value {
    entity(
      "A rule for resources.", identifier: "name", required: ["selector", "group"],
      [
        ("selector", reference("selector")),
        ("group", text("The MRN of a resource group, or `domain/mrn`.", pattern: ".")),
        ("annotations", reference("annotations")),
      ])
  }

  private var rego: [(String, Value?)] {
    let text = self.text("The Rego text, best as a block: `rego: |`.", pattern: "\\S")
    guard isReference else { return [("rego", text)] }
    return [
      ("rego", text),
      ("rego_filename", self.text("A file with the Rego text, relative to this file.", pattern: ".")),
    ]
  }

  private var selector: Value {
    list(
      text("A regular expression of RE2, read as anchored at both ends.", pattern: nil),
      "One of these must match.", isNeeded: true)
  }

  private var annotations: Value {
    let value: Value =
      hasTypedAnnotations
      ? object([("description", string("Any value. A text that is JSON counts as what it spells."))])
      : text("JSON in a string.")
    return list(
      closed(
        "An annotation.", required: ["name"],
        [("name", text("Its name.")), ("value", value), ("merge", hasMerge ? reference("merge") : nil)]),
      "Values that policies see of what this applies to.")
  }

  private var merge: Value {
    object([
      ("enum", strings(UnknownMergeRule.strategies)),
      ("description", string("What happens where two sources carry the same name; `deep` unless it is given.")),
    ])
  }
}

// MARK: Parts

extension DomainSchema {
  /// Texts of other types are read as they are written.
  /// - Parameter pattern: what the text looks like; `.` says no more than that it is not empty.
  private func text(_ words: String, pattern: String? = nil) -> Value {
    object([
      ("type", strings(["string", "number", "boolean"] + (pattern == nil ? ["null"] : []))),
      ("description", string(words)), ("minLength", pattern == nil ? nil : Value(Int64(1))),
      ("pattern", pattern == "." ? nil : pattern.map { string($0) }),
    ])
  }

  private func constant(_ value: String, _ words: String) -> Value {
    object([("const", string(value)), ("description", string(words))])
  }

  private func section(_ definition: String, _ words: String) -> Value { list(reference(definition), words) }

  private func list(_ items: Value, _ words: String, isNeeded: Bool = false) -> Value {
    object([
      ("type", isNeeded ? string("array") : strings(["array", "null"])), ("items", items),
      ("description", string(words)), ("minItems", isNeeded ? Value(Int64(1)) : nil),
    ])
  }

  private func reference(_ definition: String) -> Value { object([("$ref", string("#/definitions/\(definition)"))]) }

  private func entity(
    _ words: String, identifier: String, required: [String], _ properties: [(String, Value?)]
  ) -> Value {
    var all: [(String, Value?)] = [
      ("mrn", identifier == "mrn" ? reference("mrn") : text("An identifier that nothing looks up.")),
      ("name", text("A name for people." + (identifier == "name" ? " It identifies the entry." : ""))),
      ("description", text("What it is for.")),
    ]
    all += properties
    var needed = required
    let hasRego = properties.contains { $0.0 == "rego" }
    if hasRego, !isReference { needed.append("rego") }
    let alternatives: [(String, Value?)] = [
      (
        "anyOf",
        identifier == "name"
          ? arena.array([object([("required", strings(["name"]))]), object([("required", strings(["mrn"]))])]) : nil
      ),
      (
        "oneOf",
        hasRego && isReference
          ? arena.array([object([("required", strings(["rego"]))]), object([("required", strings(["rego_filename"]))])])
          : nil
      ),
    ]
    return closed(words, required: identifier == "mrn" ? ["mrn"] + needed : needed, all, alternatives)
  }

  private func closed(
    _ words: String, required: [String], _ properties: [(String, Value?)], _ more: [(String, Value?)] = []
  ) -> Value {
    object(
      [
        ("type", string("object")), ("description", string(words)), ("additionalProperties", Value(false)),
        ("required", required.isEmpty ? nil : strings(required)), ("properties", object(properties)),
      ] + more)
  }

  private func string(_ text: String) -> Value { arena.string(text) }
  private func strings(_ texts: [String]) -> Value { arena.array(texts.map { arena.string($0) }) }

  private func object(_ pairs: [(String, Value?)]) -> Value {
    var builder = ObjectBuilder(arena, capacity: pairs.count)
    for case (let key, let value?) in pairs { builder.set(key, value) }
    return builder.finish()
  }
}
