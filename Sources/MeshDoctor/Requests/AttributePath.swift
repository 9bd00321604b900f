/// A way into a CheckRequest's attributes, as mappers read them: `request`, `http`, `headers`, `authorization`.
struct AttributePath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case name(String)
    /// A step that the text does not tell.
    case any
  }

  var steps: [Step] = []

  init(_ steps: [Step] = []) { self.steps = steps }

  func appending(_ step: Step) -> AttributePath { AttributePath(steps + [step]) }

  /// Whether the path leads there or deeper.
  func starts(with names: String...) -> Bool {
    steps.count >= names.count && zip(steps, names).allSatisfy { $0 == .name($1) }
  }

  /// The name at a place, nil where there is none or it is not told.
  func name(at index: Int) -> String? {
    guard index < steps.count, case .name(let name) = steps[index] else { return nil }
    return name
  }

  /// As Rego writes it.
  var text: String {
    steps.reduce("input") { text, step in
      switch step {
      case .any: "\(text)[_]"
      case .name(let name): Self.isPlain(name) ? "\(text).\(name)" : "\(text)[\"\(name)\"]"
      }
    }
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { isalnum($0) || $0 == UInt8(ascii: "_") }
  }

  private static func isalnum(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  // MARK: Spelling

  /// Names of Envoy's own JSON and what mappers are given.
  private static let spellings = [
    "contextExtensions": "context_extensions", "metadataContext": "metadata_context",
    "routeMetadataContext": "route_metadata_context", "tlsSession": "tls_session",
    "filterMetadata": "filter_metadata", "typedFilterMetadata": "typed_filter_metadata", "rawBody": "raw_body",
    "headerMap": "header_map",
  ]

  /// The path that Envoy's own JSON would have, as mappers are given it: no `attributes`, names as in the messages.
  var respelled: AttributePath {
    var steps = steps
    if steps.first == .name("attributes") { steps.removeFirst() }
    // Behind these stand names of others: headers, namespaces, extensions.
    for index in steps.indices.prefix(3) {
      guard case .name(let name) = steps[index], let right = Self.spellings[name] else { continue }
      steps[index] = .name(right)
    }
    return AttributePath(steps)
  }
}

/// A part of a CheckRequest that a mapper or a policy reads.
struct AttributeRead: Sendable {
  /// Spelled as mappers are given it.
  let path: AttributePath
  /// As it is written.
  let written: AttributePath
  let place: RegoPlace
}
