/// What the `content-type` of a response says about its body.
enum MediaType {
  /// `application/json`, or a type built on it.
  static func isJSON(_ header: String) -> Bool {
    let type = header.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
    let parts = type.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "application" else { return false }
    return parts[1] == "json" || parts[1].hasSuffix("+json")
  }

  static func isYAML(_ header: String) -> Bool {
    header.contains("application/yaml") || header.contains("application/x-yaml")
  }
}
