import PolicyDomain
import Rego

/// Finds the first of many entries one of whose selectors picks a text.
package struct SelectorIndex: Sendable {
  /// Texts that selectors name in full, with the first entry that names them.
  private let literals: ValueTable
  private let hasLiterals: Bool
  /// All other selectors, in order.
  private let others: ContiguousArray<(selector: Selector, entry: Int)>

  init(_ entries: [[Selector]], in symbols: SymbolTable) {
    var literals: [(key: Value, index: Int)] = []
    var others: ContiguousArray<(selector: Selector, entry: Int)> = []
    for (index, selectors) in entries.enumerated() {
      for selector in selectors {
        if let literal = selector.literal {
          literals.append((literal.withUnsafeBufferPointer { symbols.intern($0) }, index))
        } else {
          others.append((selector, index))
        }
      }
    }
    self.literals = ValueTable(literals, in: symbols)
    hasLiterals = !literals.isEmpty
    self.others = others
  }

  /// The index of the first entry that picks the string, or -1.
  func firstMatch(_ text: Value) -> Int {
    var best = hasLiterals ? literals.find(text) : -1
    let bytes = text.utf8
    for index in others.indices {
      let entry = others[index].entry
      if best >= 0, entry >= best { return best }
      if others[index].selector.matches(bytes) {
        best = entry
        return best
      }
    }
    return best
  }
}

extension ValueTable: @unchecked Sendable {}
