public import PolicyDomain

/// A file of tests: requests, and what the policies are to answer.
///
/// `docs/suites.md` describes the format. It is the reference's, which knows `name`, `porc` and `result.allow`, and more.
public struct Suite: Sendable {
  public var file: String
  public var cases: [SuiteCase]
  /// Keys that have no effect.
  public var warnings: [DomainDiagnostic]

  /// Reads a suite.
  /// - Throws: when it is no YAML or not of the shape of a suite.
  public init(_ bytes: [UInt8], file: String) throws(DomainError) {
    self.file = file
    cases = []
    warnings = []
    guard let root = try YAMLItem.read(bytes, file: file) else { return }
    var fields = SuiteFields(root, "a suite of tests")
    let reader = SuiteReader()
    cases = fields.take("tests")?.list("`tests`").map { reader.read($0) } ?? []
    // `x-…` is where people keep what they refer to by aliases.
    reader.note(fields.unknown().filter { !$0.key.hasPrefix("x-") }, in: "the suite", known: ["tests"])
    guard root.problems.isEmpty else { throw DomainError(root.problems) }
    warnings = reader.warnings.sorted { ($0.position?.line ?? 0) < ($1.position?.line ?? 0) }
  }
}

/// The pairs of one mapping, and which of them somebody asked for.
struct SuiteFields {
  private let entries: [YAMLItem.Entry]
  private(set) var asked: [String] = []

  init(_ item: YAMLItem, _ what: String) { entries = item.entries(what) }

  mutating func take(_ key: String) -> YAMLItem? {
    asked.append(key)
    return entries.first { $0.key == key }?.item
  }

  /// The text under a key; nil when there is none.
  mutating func text(_ key: String) -> String? { take(key)?.string("`\(key)`") }

  /// The text under a key, which must be one of some words, in whatever case; given back as they are written here.
  mutating func word(_ key: String, of words: [String]) -> String? {
    guard let item = take(key) else { return nil }
    return SuiteFields.word(item, "`\(key)`", of: words)
  }

  static func word(_ item: YAMLItem, _ what: String, of words: [String]) -> String? {
    let text = item.string(what)
    if let word = words.first(where: { $0.lowercased() == text.lowercased() }) { return word }
    item.report(
      "\(what) is `\(text)`", remedy: "write one of \(words.map { "`\($0)`" }.joined(separator: ", "))")
    return nil
  }

  /// What nobody asked for. Call it last.
  func unknown() -> [YAMLItem.Entry] { entries.filter { !asked.contains($0.key) } }
}
