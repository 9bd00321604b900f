import PolicyDomain

/// Selectors of different domains that match one text.
struct SelectorPairs {
  struct Side {
    var domain: Domain
    var entity: DomainEntity
    var selector: Selector
  }

  /// Domains with more selectors together are only compared where their patterns are equal or match everything.
  private static let exhaustiveCountMax = 400
  private let sides: [[Side]]

  init(_ set: BundleSet, _ entries: (Domain) -> [(entity: DomainEntity, selectors: [Selector])]) {
    sides = set.domains.map { domain in
      entries(domain).flatMap { entity, selectors in
        selectors.map { Side(domain: domain, entity: entity, selector: $0) }
      }
    }
  }

  /// Each selector that meets one of an earlier domain, with the first that it meets.
  func visit(_ body: (_ later: Side, _ earlier: Side, _ text: String) -> Void) {
    let comparison = SelectorComparison()
    let isSmall = sides.reduce(0) { $0 + $1.count } <= Self.exhaustiveCountMax
    var earlier: [Side] = []
    var byPattern: [String: Side] = [:]
    for domain in sides {
      for side in domain {
        let pattern = Selector.anchored(side.selector.pattern.value)
        if isSmall {
          for other in earlier {
            guard let text = comparison.sharedText(side.selector, other.selector) else { continue }
            body(side, other, text)
            break
          }
        } else if let other = byPattern[pattern] ?? byPattern["^.*$"] {
          body(side, other, side.selector.pattern.value)
        }
      }
      if isSmall { earlier += domain }
      for side in domain {
        let pattern = Selector.anchored(side.selector.pattern.value)
        if byPattern[pattern] == nil { byPattern[pattern] = side }
      }
    }
  }
}
