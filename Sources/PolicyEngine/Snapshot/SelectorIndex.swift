package import PolicyDomain
package import Rego

/// Finds the first of many entries one of whose selectors picks a text, however many there are (decision 13).
///
/// Selectors that name one text are found by hashing it, those that name a beginning by hashing the text's beginnings;
/// of the others only those are tried of which the text contains a part that they cannot do without.
package struct SelectorIndex: Sendable {
  /// Texts that selectors name in full, with the first entry that names them.
  private let literals: ValueTable
  private let hasLiterals: Bool
  private let prefixes: PrefixTable
  private let fragments: FragmentTable
  /// What each candidate of `fragments` is.
  private let candidates: ContiguousArray<Rest>
  /// All other selectors, in order.
  private let others: ContiguousArray<Rest>

  private struct Rest: Sendable {
    let selector: Selector
    let entry: Int
  }

  /// So few selectors are tried faster than they are looked up.
  private static let triedMax = 3

  package init(_ entries: [[Selector]], in symbols: SymbolTable) {
    var literals: [(key: Value, index: Int)] = []
    var prefixes: [PrefixTable.Source] = []
    var rest: ContiguousArray<Rest> = []
    for (entry, selectors) in entries.enumerated() {
      for selector in selectors {
        if let literal = selector.literal {
          literals.append((literal.withUnsafeBufferPointer { symbols.intern($0) }, entry))
        } else if let prefix = selector.prefix, !prefix.isEmpty {
          prefixes.append(PrefixTable.Source(prefix: prefix, entry: entry, selector: selector))
        } else {
          rest.append(Rest(selector: selector, entry: entry))
        }
      }
    }
    if prefixes.count <= Self.triedMax {
      rest.append(contentsOf: prefixes.map { Rest(selector: $0.selector, entry: $0.entry) })
      rest.sort { $0.entry < $1.entry }
      prefixes = []
    }
    self.literals = ValueTable(literals, in: symbols)
    hasLiterals = !literals.isEmpty
    self.prefixes = PrefixTable(prefixes, in: symbols)
    let lists = rest.count <= Self.triedMax ? [] : rest.map(\.selector.requiredTexts)
    fragments = FragmentTable(lists, entries: rest.map(\.entry), in: symbols)
    candidates = lists.isEmpty ? [] : rest
    others = lists.isEmpty ? rest : Self.untabled(rest, fragments)
  }

  /// Those of which nothing is known, each pattern once: what comes later under it is never the first.
  private static func untabled(_ rest: ContiguousArray<Rest>, _ fragments: FragmentTable) -> ContiguousArray<Rest> {
    var seen: Set<String> = []
    return ContiguousArray(
      rest.indices.filter { !fragments.covers($0) && seen.insert(rest[$0].selector.pattern.value).inserted }
        .map { rest[$0] })
  }

  /// The index of the first entry that picks the string, or -1.
  package func firstMatch(_ text: Value) -> Int {
    let bytes = text.utf8
    var best = hasLiterals ? literals.find(text) : -1
    best = prefixes.firstMatch(bytes, before: best)
    if !fragments.isEmpty {
      best = fragments.first(in: bytes, before: best) { candidates[$0].selector.matches(bytes) }
    }
    for index in others.indices {
      let entry = others[index].entry
      if best >= 0, entry >= best { return best }
      if others[index].selector.matches(bytes) { return entry }
    }
    return best
  }
}

extension ValueTable: @unchecked Sendable {}
