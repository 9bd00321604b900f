import PolicyDomain

/// Collects findings: each once, at the level that its file says, without those that comments ignore.
struct FindingList {
  private struct Key: Hashable {
    var rule: String
    var position: SourcePosition
    var message: String
  }

  private var findings: [LintFinding] = []
  private var seen: Set<Key> = []
  private var levels: [String: LintLevels] = [:]
  private var order: [String: Int] = [:]
  private var ignores: [String: IgnoreComments] = [:]

  init(_ texts: [LintText]) {
    for text in texts {
      levels[text.name] = text.levels
      if order[text.name] == nil { order[text.name] = order.count }
      if case .success(let bytes) = text.content { ignores[text.name] = IgnoreComments(bytes, file: text.name) }
    }
  }

  /// Notes the text of a file that a reference includes.
  mutating func addSource(of module: LintedModule) {
    guard case .block(let file, 1, 0) = module.snippet.placement, order[file] == nil else { return }
    order[file] = order.count
    levels[file] = levels[module.file]
    ignores[file] = IgnoreComments(module.snippet.source.bytes, file: file)
  }

  mutating func add(_ found: [LintFinding]) { for finding in found { add(finding) } }

  mutating func add(_ finding: LintFinding) {
    let key = Key(rule: finding.rule, position: finding.position, message: finding.message)
    if seen.insert(key).inserted { findings.append(finding) }
  }

  mutating func add(_ diagnostic: DomainDiagnostic, _ rule: LoadingRule, in file: String = "") {
    add(
      rule.finding(
        diagnostic.message, at: diagnostic.position ?? SourcePosition(file: file), domain: diagnostic.domain,
        entity: diagnostic.entity, field: diagnostic.field, remedy: diagnostic.remedy))
  }

  /// All findings in order.
  func finished() -> [LintFinding] {
    var used: [String: Set<Int>] = [:]
    var kept = findings.filter { finding in
      let file = finding.position.file
      let isFixed = (RuleList.byID[finding.rule] as? LoadingRule).map { !$0.isOptional } ?? false
      guard !isFixed, let index = ignores[file]?.match(finding) else { return true }
      used[file, default: []].insert(index)
      return false
    }
    for (file, comments) in ignores { kept += comments.findings(used: used[file] ?? []) }
    return kept.compactMap(leveled).sorted(by: isBefore)
  }

  private func leveled(_ finding: LintFinding) -> LintFinding? {
    let rule = RuleList.byID[finding.rule]
    if let fixed = rule as? LoadingRule, !fixed.isOptional { return finding }
    guard let levels = levels[finding.position.file] else { return finding }
    guard let severity = levels.severity(of: finding, rule?.category ?? .loading) else { return nil }
    var finding = finding
    finding.severity = severity
    return finding
  }

  private func isBefore(_ first: LintFinding, _ second: LintFinding) -> Bool {
    func key(_ finding: LintFinding) -> (Int, Int, Int, String, String) {
      let place = finding.position
      return (order[place.file] ?? .max, place.line, place.column, finding.rule, finding.message)
    }
    return key(first) < key(second)
  }
}
