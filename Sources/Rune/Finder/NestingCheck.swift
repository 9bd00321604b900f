internal import Rego

/// Whether the rule sets that others contain are there, without cycles, and not too many.
struct NestingCheck {
  /// What is nested deeper is refused: outcomes stand in one another as deep as rule sets do.
  static let depthMax = 64
  /// So many rule sets may one contain, each counted as often as it is shown.
  static let countMax = 10_000

  private(set) var findings: [BundleFinding] = []
  private let ruleSets: [String: RuleSet]
  private let places: [String: [Location]]

  /// - Parameter places: of the ids in each one's `rule_sets`.
  init(_ ruleSets: [String: RuleSet], places: [String: [Location]]) {
    self.ruleSets = ruleSets
    self.places = places
    reportUnknown()
    measureAll()
  }

  private mutating func reportUnknown() {
    for (id, ruleSet) in ruleSets.sorted(by: { $0.key < $1.key }) {
      for (inner, place) in zip(ruleSet.inner, places[id] ?? []) where ruleSets[inner] == nil {
        findings.append(BundleFinding(.manifestError, UnknownRuleSet.message(inner, known: ruleSets.keys), at: place))
      }
    }
  }

  private struct Size {
    var depth = 1
    var count = 1
  }

  private struct Visit {
    let ruleSet: RuleSet
    var next = 0
    var size = Size()
  }

  /// Depth first, without recursion: chains may be as long as there are packages.
  private mutating func measureAll() {
    var known: [String: Size] = [:]
    for (id, ruleSet) in ruleSets.sorted(by: { $0.key < $1.key }) where known[id] == nil {
      var path = [Visit(ruleSet: ruleSet)]
      var onPath: Set = [id]
      while let top = path.last {
        let index = path.count - 1
        guard top.next < top.ruleSet.inner.count else {
          known[top.ruleSet.id] = top.size
          onPath.remove(top.ruleSet.id)
          path.removeLast()
          continue
        }
        let inner = top.ruleSet.inner[top.next]
        if let size = known[inner] {
          path[index].size.depth = max(top.size.depth, size.depth + 1)
          path[index].size.count = top.size.count + size.count
          path[index].next += 1
          if let problem = Self.problem(path[index].size, top.ruleSet.id) {
            findings.append(BundleFinding(.error, problem, at: top.ruleSet.location))
            return
          }
        } else if onPath.contains(inner) {
          let ids = path.map(\.ruleSet.id).drop { $0 != inner } + [inner]
          findings.append(
            BundleFinding(
              .error, "a rule set must not contain itself: \(Self.shown(Array(ids)))",
              at: (places[top.ruleSet.id] ?? [])[safe: top.next] ?? top.ruleSet.location))
          path[index].next += 1
        } else if let next = ruleSets[inner] {
          path.append(Visit(ruleSet: next))
          onPath.insert(inner)
        } else {
          path[index].next += 1
        }
      }
    }
  }

  private static func problem(_ size: Size, _ id: String) -> String? {
    if size.depth > depthMax { return "`\(id)` has rule sets in one another deeper than \(depthMax) levels" }
    if size.count > countMax { return "`\(id)` contains more than \(countMax) rule sets" }
    return nil
  }

  private static func shown(_ ids: [String]) -> String {
    let shown = ids.count > 8 ? Array(ids.prefix(4)) + ["…"] + ids.suffix(3) : ids
    return shown.joined(separator: " → ")
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
