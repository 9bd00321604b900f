import PolicyDomain

/// The first entry that matches decides: what earlier ones take never gets further.
struct UnreachableSelectorRule: FileRule {
  let id = "unreachable-selector"
  let category = LintCategory.selectors
  let severity = LintFinding.Severity.warning
  let summary = "a selector whose texts are all taken by entries above it"

  /// Sections of more selectors are only compared text by text, with what matches everything, and with their equals.
  static let exhaustiveCountMax = 400

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    let comparison = SelectorComparison()
    let domain = file.domain
    check(
      zip(domain.entries(.operation), domain.operations).map { ($0.entity, $1.selectors) }, comparison, domain, report)
    check(
      zip(domain.entries(.resource), domain.resources).map { ($0.entity, $1.selectors) }, comparison, domain, report)
  }

  private func check(
    _ entries: [(entity: DomainEntity, selectors: [Selector])], _ comparison: SelectorComparison, _ domain: Domain,
    _ report: (LintFinding) -> Void
  ) {
    var above: [Selector] = []
    var firstByPattern: [String: Selector] = [:]
    var catchAll: Selector?
    let isSmall = entries.reduce(0) { $0 + $1.selectors.count } <= Self.exhaustiveCountMax
    for (entity, selectors) in entries {
      for selector in selectors {
        let pattern = Selector.anchored(selector.pattern.value)
        let taker = catchAll ?? firstByPattern[pattern]
        if let taker {
          report(finding(selector, entity, domain, "`\(taker.pattern.value)` at line \(taker.pattern.position.line)"))
        } else if isSmall, comparison.isCovered(selector, by: above) {
          let one = above.first { comparison.isCovered(selector, by: [$0]) }
          report(
            finding(
              selector, entity, domain,
              one.map { "`\($0.pattern.value)` at line \($0.pattern.position.line)" } ?? "the entries above together"))
        }
      }
      for selector in selectors {
        let pattern = Selector.anchored(selector.pattern.value)
        if firstByPattern[pattern] == nil { firstByPattern[pattern] = selector }
        if pattern == "^.*$", catchAll == nil { catchAll = selector }
      }
      if isSmall { above += selectors }
    }
    guard !isSmall || comparison.isExhausted, let first = entries.first(where: { !$0.selectors.isEmpty }) else {
      return
    }
    report(
      finding(
        "not all selectors of this section were compared by what they match, only equal ones and `.*`",
        at: first.selectors[0].pattern.position, in: domain, first.entity, field: "selector", severity: .info,
        remedy: "sections of up to \(Self.exhaustiveCountMax) selectors are compared, unless their patterns take long"))
  }

  private func finding(
    _ selector: Selector, _ entity: DomainEntity, _ domain: Domain, _ taker: String
  ) -> LintFinding {
    finding(
      "selector `\(selector.pattern.value)` is never reached: everything that it matches is taken by \(taker)",
      at: selector.pattern.position, in: domain, entity, field: "selector",
      remedy: "move the \(entity.kind.rawValue) up, or remove the selector")
  }
}
