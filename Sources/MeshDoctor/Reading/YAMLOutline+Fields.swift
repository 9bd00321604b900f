import PolicyDomain

/// Messages of Envoy, Istio and Kubernetes in YAML or JSON: fields by their name in the message or in camel case.
extension YAMLOutline {
  /// The pair of a field.
  /// - Parameter name: as in the message: `failure_mode_allow`.
  func member(_ name: String) -> Pair? {
    guard case .mapping(let pairs) = content else { return nil }
    if let pair = pairs.first(where: { $0.key == name }) { return pair }
    guard name.utf8.contains(UInt8(ascii: "_")) else { return nil }
    let camel = Self.camelCase(name)
    return pairs.first { $0.key == camel }
  }

  /// The value of a field, nil where it is absent or null.
  func field(_ name: String) -> YAMLOutline? {
    guard let value = member(name)?.value else { return nil }
    if case .null = value.content { return nil }
    return value
  }

  /// The value behind several fields.
  func field(path: String...) -> YAMLOutline? {
    var value = self
    for name in path {
      guard let next = value.field(name) else { return nil }
      value = next
    }
    return value
  }

  /// The elements of a list field; none where it is absent.
  func list(_ name: String) -> [YAMLOutline] { field(name)?.elements ?? [] }

  var elements: [YAMLOutline] {
    if case .sequence(let elements) = content { elements } else { [] }
  }

  var pairs: [Pair] {
    if case .mapping(let pairs) = content { pairs } else { [] }
  }

  func text(_ name: String) -> String? { field(name)?.scalarText }

  /// Whether a field is `true`.
  func isTrue(_ name: String) -> Bool { field(name)?.isTrue ?? false }

  var isTrue: Bool {
    switch content {
    case .boolean(let flag): flag
    case .text("true"): true
    default: false
    }
  }

  func integer(_ name: String) -> Int? { field(name)?.integer }

  var integer: Int? { scalarText.flatMap { Int($0) } }

  /// Where a field stands, or where it would.
  func position(of name: String) -> SourcePosition { member(name)?.position ?? position }

  static func camelCase(_ name: String) -> String {
    let parts = name.split(separator: "_")
    guard let first = parts.first else { return name }
    return parts.dropFirst().reduce(String(first)) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }
}
