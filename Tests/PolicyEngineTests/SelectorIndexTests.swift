import PolicyDomain
import PolicyEngine
import Rego
import Testing

/// Finding the first of many selectors that match, against trying them one by one.
@Suite struct SelectorIndexTests {
  /// Numbers that look random and are the same in every run.
  private struct Numbers {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }
  }

  private static func pattern(_ numbers: inout Numbers, _ words: [String]) -> String {
    func word() -> String { numbers.one(of: words) }
    return switch numbers.below(11) {
    case 0: "\(word()):\(word())"
    case 1, 2: "\(word()):\(word()):.*"
    case 3: "\(word()):.*:\(word())"
    case 4: ".*:\(word())"
    case 5: "\(word()):(\(word())|\(word())):.*"
    case 6: "(\(word())|\(word())):[^:]+:\(word())"
    case 7: "\(word())|\(word()):.*"
    case 8: "[a-z]+:\(word())"
    case 9: "(?i)\(word()):\(word())"
    default: "\(word())\\.\(word())(:\(word()))?"
    }
  }

  private static func text(_ numbers: inout Numbers, _ words: [String]) -> String {
    let parts = (0...numbers.below(4)).map { _ in numbers.one(of: words) }
    return parts.joined(separator: numbers.one(of: [":", ":", ":", ".", "\n"]))
  }

  @Test("the first entry that matches is found, however many there are", arguments: [1, 3, 4, 40, 400])
  func findsTheFirst(_ count: Int) throws {
    for seed in 1...6 {
      var numbers = Numbers(state: UInt64(seed * 7919 + count))
      let words = (0..<max(6, count / 12)).map { "w\($0 * 37)" } + ["a", "b", "read", "longer-than-eight-bytes"]
      let entries = try (0..<count).map { _ in
        try (0..<numbers.below(3)).map { _ in
          try Selector(Positioned(Self.pattern(&numbers, words), at: SourcePosition(file: "x")))
        }
      }
      let symbols = SymbolTable()
      let index = SelectorIndex(entries, in: symbols)
      for _ in 0..<200 {
        let text = Self.text(&numbers, words)
        let expected = entries.firstIndex { $0.contains { $0.matches(text) } } ?? -1
        #expect(index.firstMatch(symbols.arena.string(text)) == expected, "`\(text)`, seed \(seed)")
      }
    }
  }

  @Test("no text has more than its own entry, the empty one neither")
  func findsNothing() throws {
    let symbols = SymbolTable()
    let patterns = ["a:.*", "b:.*", "c:.*", "d:.*", "(e|f):.*", "g:[h]+", "i:.*:j", "k:.*:l"]
    let entries = try patterns.map { [try Selector(Positioned($0, at: SourcePosition(file: "x")))] }
    let index = SelectorIndex(entries, in: symbols)
    for (text, entry) in [
      ("", -1), ("a", -1), ("a:", 0), ("f:x", 4), ("g:hh", 5), ("i:j", -1), ("i:x:j", 6), ("m", -1),
    ] {
      #expect(index.firstMatch(symbols.arena.string(text)) == entry, "`\(text)`")
    }
  }
}
