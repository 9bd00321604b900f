import PolicyDomain

/// The comments of a file that silence rules, in YAML and in the Rego inside it:
/// `# mpe-lint: ignore unused-role -- reason`, `# mpe-lint: ignore-file mrn-scheme -- reason`.
///
/// Behind code a comment holds for its line. On a line of its own it holds for the next one and for what is indented
/// below that: the entry of a list, the section, the body of the rule.
struct IgnoreComments {
  private struct Comment {
    var line: Int
    var column: Int
    var rules: [String]
    var hasReason: Bool
    var lines: ClosedRange<Int>
  }

  private static let marker = Array("mpe-lint:".utf8)
  private let file: String
  private var comments: [Comment] = []

  init(_ bytes: [UInt8], file: String) {
    self.file = file
    // Most files have none: one search over the bytes.
    guard Self.contains(bytes, Self.marker) else { return }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where Self.contains(line, Self.marker) {
      if let comment = Self.comment(String(decoding: line, as: UTF8.self), index, lines) { comments.append(comment) }
    }
  }

  private static func contains(_ bytes: some RandomAccessCollection<UInt8>, _ part: [UInt8]) -> Bool {
    var rest = bytes[...]
    while let index = rest.firstIndex(of: part[0]) {
      rest = rest[index...]
      if rest.starts(with: part) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  private static func comment(_ text: String, _ index: Int, _ lines: [ArraySlice<UInt8>]) -> Comment? {
    guard let marker = text.firstRange(of: "# mpe-lint:") ?? text.firstRange(of: "#mpe-lint:") else { return nil }
    let before = text[..<marker.lowerBound]
    let words = text[marker.upperBound...].prefix { $0 != "\r" }
    let (command, reason) = split(words)
    let parts = command.split { $0 == " " || $0 == "," }.map(String.init)
    guard let verb = parts.first, verb == "ignore" || verb == "ignore-file" else { return nil }
    let isAlone = before.allSatisfy { $0 == " " || $0 == "\t" }
    let own = index + 1
    let scope =
      verb == "ignore-file" ? 1...Int.max : isAlone ? entryLines(from: index + 1, lines) : own...own
    return Comment(
      line: own, column: before.unicodeScalars.count + 1, rules: Array(parts.dropFirst()), hasReason: !reason.isEmpty,
      lines: scope)
  }

  private static func split(_ words: Substring) -> (command: Substring, reason: Substring) {
    guard let dashes = words.firstRange(of: "--") else { return (words, "") }
    return (words[..<dashes.lowerBound], words[dashes.upperBound...].drop { $0 == " " })
  }

  /// The next line that is neither blank nor a comment, with what is indented below it.
  private static func entryLines(from start: Int, _ lines: [ArraySlice<UInt8>]) -> ClosedRange<Int> {
    let dash = Array("- ".utf8)
    func body(_ index: Int) -> ArraySlice<UInt8> { lines[index].drop { $0 == 0x20 || $0 == 0x09 } }
    func isEmpty(_ index: Int) -> Bool { body(index).allSatisfy { $0 == 0x0D } }
    var first = start
    while first < lines.count, isEmpty(first) || body(first).first == UInt8(ascii: "#") { first += 1 }
    guard first < lines.count else { return start...start }
    let indent = lines[first].count - body(first).count
    // The entries of a list may stand as far left as its key.
    let isKey = !body(first).starts(with: dash) && body(first).last { $0 != 0x0D && $0 != 0x20 } == UInt8(ascii: ":")
    func belongs(_ index: Int) -> Bool {
      let own = lines[index].count - body(index).count
      return own > indent || isKey && own == indent && body(index).starts(with: dash)
    }
    var last = first
    while last + 1 < lines.count, isEmpty(last + 1) || belongs(last + 1) { last += 1 }
    return first + 1...last + 1
  }

  /// The comment that silences a finding, by its place in the list.
  func match(_ finding: LintFinding) -> Int? {
    comments.firstIndex { $0.hasReason && $0.rules.contains(finding.rule) && $0.lines.contains(finding.position.line) }
  }

  /// What is wrong with the comments themselves.
  func findings(used: Set<Int>) -> [LintFinding] {
    comments.enumerated().flatMap { index, comment -> [LintFinding] in
      let place = SourcePosition(file: file, line: comment.line, column: comment.column)
      guard comment.hasReason else {
        return [
          LoadingRule.ignoreWithoutReason.finding(
            "this comment ignores nothing: it gives no reason", at: place,
            remedy: "write why behind two dashes: `# mpe-lint: ignore \(comment.rules.joined(separator: " ")) -- …`")
        ]
      }
      let unknown = comment.rules.filter { RuleList.rule($0) == nil }
      guard !used.contains(index) || !unknown.isEmpty else { return [] }
      let names = comment.rules.map { "`\($0)`" }.joined(separator: ", ")
      let nearest = unknown.first.flatMap { NearestWord.of($0, among: RuleList.catalogue.map(\.id)) }
      let remedy =
        unknown.isEmpty ? "remove it" : nearest.map { "did you mean `\($0)`?" } ?? "see `mpe lint --list-rules`"
      let message =
        unknown.isEmpty
        ? "nothing is found here that \(names.isEmpty ? "it names" : names) would ignore"
        : "there is no rule `\(unknown[0])`"
      return [LoadingRule.unusedIgnore.finding(message, at: place, remedy: remedy)]
    }
  }
}
