import Rego

/// Calls of `sprintf` with more or fewer values than the format takes.
struct SprintfArguments: RegoRule {
  let id = "sprintf-arguments"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary =
    "A format and its values that do not fit print `%!d(MISSING)` into names that something is looked up by."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "sprintf" && site.arguments.count >= 2 {
      guard let format = site.arguments[0].stringValue, case .array(let values) = site.arguments[1].node,
        let wanted = Self.verbCount(format), wanted != values.count
      else { continue }
      report(
        finding(
          "the format takes \(wanted) value\(wanted == 1 ? "" : "s") and gets \(values.count)", at: site.location,
          in: module, remedy: "give as many as there are verbs"))
    }
  }

  /// How many values a format takes; nil where it says itself which ones.
  static func verbCount(_ format: String) -> Int? {
    var count = 0
    var rest = Array(format.utf8)[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "%")) {
      rest = rest[(start + 1)...].drop { "+-# 0123456789.".utf8.contains($0) }
      guard let verb = rest.first else { return count }
      if verb == UInt8(ascii: "[") || verb == UInt8(ascii: "*") { return nil }
      if verb != UInt8(ascii: "%") { count += 1 }
      rest = rest.dropFirst()
    }
    return count
  }
}
