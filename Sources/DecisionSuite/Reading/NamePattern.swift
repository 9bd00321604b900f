/// Patterns of tests' names, as shells match files: `*` and `?` do not match `/`, `[a-z]` and `[^a-z]` are classes, and
/// `\` takes the next character as it is. A pattern that is malformed matches only itself.
public struct NamePattern: Sendable {
  private let text: String
  private let parts: [Part]?

  private enum Part {
    case character(Character)
    case any
    case anyRun
    case oneOf([ClosedRange<Character>], isNegated: Bool)
  }

  public init(_ text: String) {
    self.text = text
    parts = Self.parse(text)
  }

  public func matches(_ name: String) -> Bool {
    guard let parts else { return name == text }
    return Self.matches(parts, Array(name))
  }

  private static func parse(_ text: String) -> [Part]? {
    var rest = text[...]
    var parts: [Part] = []
    while let character = rest.popFirst() {
      switch character {
      case "*": parts.append(.anyRun)
      case "?": parts.append(.any)
      case "\\":
        guard let next = rest.popFirst() else { return nil }
        parts.append(.character(next))
      case "[":
        guard let part = parseClass(&rest) else { return nil }
        parts.append(part)
      default: parts.append(.character(character))
      }
    }
    return parts
  }

  private static func parseClass(_ rest: inout Substring) -> Part? {
    let isNegated = rest.first == "^"
    if isNegated { rest.removeFirst() }
    var ranges: [ClosedRange<Character>] = []
    while let first = rest.first, first != "]" || ranges.isEmpty {
      guard let low = classCharacter(&rest) else { return nil }
      var high = low
      if rest.first == "-" {
        rest.removeFirst()
        guard let end = classCharacter(&rest) else { return nil }
        high = end
      }
      // A range the wrong way round matches nothing.
      ranges.append(low <= high ? low...high : "\0"..."\0")
    }
    guard rest.popFirst() == "]" else { return nil }
    return .oneOf(ranges, isNegated: isNegated)
  }

  private static func classCharacter(_ rest: inout Substring) -> Character? {
    guard let character = rest.popFirst(), character != "-", character != "]" else { return nil }
    return character == "\\" ? rest.popFirst() : character
  }

  /// Goes back to the last run of anything only, so that time grows with the product of the lengths.
  private static func matches(_ parts: [Part], _ name: [Character]) -> Bool {
    var part = 0
    var index = 0
    var retry: (part: Int, index: Int)?
    while index < name.count || part < parts.count {
      if part < parts.count {
        if case .anyRun = parts[part] {
          retry = (part, index)
          part += 1
          continue
        }
        if index < name.count, matches(parts[part], name[index]) {
          part += 1
          index += 1
          continue
        }
      }
      guard let last = retry, last.index < name.count, name[last.index] != "/" else { return false }
      retry = (last.part, last.index + 1)
      part = last.part + 1
      index = last.index + 1
    }
    return true
  }

  private static func matches(_ part: Part, _ character: Character) -> Bool {
    switch part {
    case .character(let expected): character == expected
    case .any, .anyRun: character != "/"
    case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
    }
  }
}
