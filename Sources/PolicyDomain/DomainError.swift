/// Why bundles could not be loaded: every finding, in the order of files and of entries within them.
public struct DomainError: Error, Sendable, CustomStringConvertible {
  /// What step failed, as the reference names it in front of the findings, such as `failed to build 'a.yml'`.
  public var context: String?
  public var diagnostics: [DomainDiagnostic]

  public init(_ diagnostics: [DomainDiagnostic], context: String? = nil) {
    self.diagnostics = diagnostics
    self.context = context
  }

  init(_ diagnostic: DomainDiagnostic) { self.init([diagnostic]) }

  /// One finding as itself, several numbered under a head line.
  public var description: String {
    let prefix = context.map { "\($0): " } ?? ""
    guard diagnostics.count != 1 else { return prefix + diagnostics[0].description }
    let lines = diagnostics.enumerated().map { "  \($0 + 1). [\($1.category.rawValue)] \($1)" }
    return prefix + (["validation failed with \(diagnostics.count) errors:"] + lines).joined(separator: "\n")
  }

  /// Counts by domain and by kind of finding.
  public var summary: String {
    var byDomain: [(String, Int)] = []
    var byCategory: [(String, Int)] = []
    func count(_ key: String, _ list: inout [(String, Int)]) {
      if let index = list.firstIndex(where: { $0.0 == key }) { list[index].1 += 1 } else { list.append((key, 1)) }
    }
    for diagnostic in diagnostics {
      count(diagnostic.domain ?? "unknown", &byDomain)
      count(diagnostic.category.rawValue, &byCategory)
    }
    guard !diagnostics.isEmpty else { return "All validations passed successfully" }
    let domains = byDomain.map { "  \($0.0): \($0.1) errors" }
    let categories = byCategory.map { "  \($0.0): \($0.1) errors" }
    let head = ["Validation Summary: \(diagnostics.count) errors found", ""]
    return (head + ["By Domain:"] + domains + ["By Type:"] + categories).joined(separator: "\n")
  }
}
