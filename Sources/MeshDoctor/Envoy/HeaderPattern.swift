import PolicyDomain
import Rego

/// Envoy's StringMatcher on names of headers.
enum HeaderPattern {
  /// Whether it matches, nil where that is not told.
  static func matches(_ pattern: YAMLOutline, _ name: String) -> Bool? {
    let ignoresCase = pattern.isTrue("ignore_case")
    func text(_ field: String) -> String? { pattern.text(field).map { ignoresCase ? $0.lowercased() : $0 } }
    if let exact = text("exact") { return name == exact }
    if let prefix = text("prefix") { return name.hasPrefix(prefix) }
    if let suffix = text("suffix") { return name.hasSuffix(suffix) }
    if let part = text("contains") { return name.contains(part) }
    guard let regex = pattern.field("safe_regex")?.text("regex"),
      let expression = try? RegularExpression("^(?:\(regex))$")
    else { return nil }
    var name = name
    return name.withUTF8 { expression.isFound(in: $0) }
  }
}
