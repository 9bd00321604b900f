package import Rego

/// One Rego conformance case of the shared collections or of our own. Both layouts are known: `want_result` with
/// `want_error_code`, and `want_errors` with positions.
package struct RegoCase: Sendable {
  package let file: String
  package let index: Int
  private let document: Document
  package let fields: Value

  /// All cases of a file's document.
  package static func cases(of document: Document, file: String) -> [RegoCase] {
    document.value["cases"].items.enumerated().map {
      RegoCase(file: file, index: $0.offset, document: document, fields: $0.element)
    }
  }

  package var note: String { fields["note"].string ?? "" }
  package var key: String { "\(file)#\(index)" }

  /// The built-in that the case is about, where it says so.
  package var builtin: String? { fields["builtin"].string }

  /// Whether the case is about a built-in: it says so, or says nothing and calls it.
  package func isAbout(_ name: String) -> Bool {
    let texts = sources.map { String(decoding: $0.text.bytes, as: UTF8.self) }
    return builtin.map { $0 == name } ?? texts.contains { $0.hasPart("\(name)(") }
  }

  /// Whether the case is for the test runner or the tracer, which have judges of their own.
  package var isOfAnotherKind: Bool { has("want_tests") || has("want_trace") }

  /// The messages of the errors that the case wants.
  package var wantedMessages: [String] { fields["want_errors"].items.compactMap { $0["message"].string } }

  func has(_ key: String) -> Bool { !fields[key].isUndefined }

  /// The public suite's layout: its cases are read with their annotations, and judged by a part of one error's text.
  var isOfSharedLayout: Bool { fields["modules"].kind != .object }

  var readsAnnotations: Bool { isOfSharedLayout || fields["annotations"].boolean ?? false }

  package var version: RegoVersion { RegoCase.version(fields["rego_version"].string) }

  private static func version(_ text: String?) -> RegoVersion {
    switch text {
    case "v0": .v0
    case "v0v1": .v0CompatibleV1
    default: .v1
    }
  }

  /// The modules and their versions, in the order in which they are parsed.
  package var sources: [(text: SourceText, version: RegoVersion)] {
    let modules = fields["modules"]
    guard modules.kind == .object else {
      return modules.items.enumerated().map {
        (SourceText(name: "test-\($0.offset).rego", text: $0.element.string ?? ""), version)
      }
    }
    let named = modules.pairs.map { (name: $0.key.string ?? "", text: $0.value.string ?? "") }
    return named.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { name, text in
      let own = fields["rego_versions"][name].string
      return (SourceText(name: name, text: text), own.map(RegoCase.version) ?? version)
    }
  }

  /// Nil when the case is about compiling alone.
  var query: String? {
    guard let text = fields["query"].string else { return isOfSharedLayout ? "true" : nil }
    guard let input = fields["input_term"].string else { return text }
    return "\(text) with input as \(input)"
  }
}

/// What cases are evaluated with: what a host would bring.
package struct RegoEnvironment: Sendable {
  /// 2030, when every certificate of the collections is in force that should be.
  static let now: Int64 = 1_893_456_000_000_000_000

  package var builtins: BuiltinRegistry
  package var annotations: AnnotationReader?
  package var zoneFile: (@Sendable (String) -> [UInt8]?)?
  package var network: (any NetworkAccess)?

  package init(
    builtins: BuiltinRegistry = .standard, annotations: AnnotationReader? = nil,
    zoneFile: (@Sendable (String) -> [UInt8]?)? = nil, network: (any NetworkAccess)? = nil
  ) {
    self.builtins = builtins
    self.annotations = annotations
    self.zoneFile = zoneFile
    self.network = network
  }
}
