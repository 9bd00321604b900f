import PolicyDomain

/// Compares selectors by what they match.
final class SelectorComparison {
  /// Steps that all comparisons of one run may take together; beyond them nothing more is found.
  static let stepCountMax = 60_000
  private static let pairCountMax = 4_000
  private var stepsLeft = stepCountMax
  /// Whether comparisons have been given up: what is not found is not ruled out.
  var isExhausted: Bool { stepsLeft <= 0 }
  private var prefixes: [String: [UInt8]] = [:]
  private var automata: [String: SelectorAutomaton?] = [:]

  private func automaton(_ selector: Selector) -> SelectorAutomaton? {
    let pattern = Selector.anchored(selector.pattern.value)
    if let known = automata[pattern] { return known }
    let automaton = SelectorAutomaton(pattern)
    automata[pattern] = automaton
    return automaton
  }

  /// A text that both match; nil where there is none, or it cannot be told.
  func sharedText(_ first: Selector, _ second: Selector) -> String? {
    guard mayMeet(first, second), let a = automaton(first), let b = automaton(second) else { return nil }
    return search(a, [b]) { $0 && $1 }.found
  }

  /// Whether every text that `selector` matches is matched by one of `others`; false where it cannot be told.
  func isCovered(_ selector: Selector, by others: [Selector]) -> Bool {
    let candidates = others.filter { mayMeet(selector, $0) }
    guard !candidates.isEmpty, let own = automaton(selector) else { return false }
    // What cannot be understood covers nothing.
    let outcome = search(own, candidates.compactMap(automaton)) { $0 && !$1 }
    return outcome.isComplete && outcome.found == nil
  }

  /// Patterns that begin with different texts have nothing in common.
  private func mayMeet(_ first: Selector, _ second: Selector) -> Bool {
    let (a, b) = (prefix(first), prefix(second))
    return a.starts(with: b) || b.starts(with: a)
  }

  private func prefix(_ selector: Selector) -> [UInt8] {
    if let known = prefixes[selector.pattern.value] { return known }
    let prefix = Self.literalPrefix(selector)
    prefixes[selector.pattern.value] = prefix
    return prefix
  }

  private static func literalPrefix(_ selector: Selector) -> [UInt8] {
    let pattern = Array(Selector.anchored(selector.pattern.value).utf8.dropFirst())
    guard !pattern.contains(UInt8(ascii: "|")) else { return [] }
    let special = Set("\\.+*?()|[]{}^$".utf8)
    var prefix = Array(pattern.prefix { !special.contains($0) })
    // A repetition takes back what stands before it.
    if prefix.count < pattern.count, Set("*?{".utf8).contains(pattern[prefix.count]) { _ = prefix.popLast() }
    return prefix
  }

  /// Walks both automata together until `isWanted` holds of whether the first and any of the others accept.
  private func search(
    _ own: SelectorAutomaton, _ others: [SelectorAutomaton], _ isWanted: (Bool, Bool) -> Bool
  ) -> (found: String?, isComplete: Bool) {
    struct Pair: Hashable {
      var own: Set<Int>
      var others: [Set<Int>]
    }
    let letters = Self.representatives(([own] + others).reduce(into: []) { $0.formUnion($1.borders) })
    let first = Pair(own: own.closure([own.start]), others: others.map { $0.closure([$0.start]) })
    var seen: Set<Pair> = [first]
    var waiting: [(Pair, String)] = [(first, "")]
    var next = 0
    while next < waiting.count {
      let (pair, text) = waiting[next]
      next += 1
      let isOther = zip(others, pair.others).contains { $0.accepts($1) }
      if isWanted(own.accepts(pair.own), isOther) { return (text, true) }
      for letter in letters {
        stepsLeft -= 1 + others.count
        guard stepsLeft > 0, seen.count < Self.pairCountMax else { return (nil, false) }
        let moved = own.step(pair.own, letter.value)
        if moved.isEmpty { continue }
        let pair = Pair(own: moved, others: zip(others, pair.others).map { $0.step($1, letter.value) })
        if seen.insert(pair).inserted { waiting.append((pair, text + String(letter))) }
      }
    }
    return (nil, true)
  }

  /// A character of each set that the automata tell apart, a readable one where there is one.
  private static func representatives(_ borders: Set<UInt32>) -> [Unicode.Scalar] {
    let starts = borders.union([0]).sorted()
    let readable = Array("axz0A:/-_. ".unicodeScalars)
    return starts.enumerated().compactMap { index, start in
      let end = index + 1 < starts.count ? starts[index + 1] - 1 : ScalarSet.highest
      if let known = readable.first(where: { $0.value >= start && $0.value <= end }) { return known }
      // Surrogates are no characters.
      return Unicode.Scalar(start) ?? Unicode.Scalar(min(end, 0xE000))
    }
  }
}
