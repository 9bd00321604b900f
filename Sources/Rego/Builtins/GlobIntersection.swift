/// `regex.globs_match`: whether two simple patterns have a string in common. Their symbols are `.`, `*`, `+`, `[…]`
/// and `\`.
enum GlobIntersection {
  struct Token {
    /// Ranges of code points, both ends within; a dot has the one of all.
    var ranges: [ClosedRange<UInt32>]
    var mayRepeat = false
    var mayBeAbsent = false

    func overlaps(_ other: Token) -> Bool {
      ranges.contains { mine in other.ranges.contains { mine.overlaps($0) } }
    }
  }

  static func tokens(_ text: Bytes) throws(BuiltinError) -> [Token] {
    var scalars: [UInt32] = []
    var offset = 0
    while offset < text.count {
      let (scalar, length) = text.scalar(at: offset)
      scalars.append(scalar)
      offset += length
    }
    var reader = Reader(scalars: scalars, text: text)
    return try reader.tokens()
  }

  /// Walks over pairs of positions, each looked at once: time and memory grow with the product of the lengths, which
  /// the caller bounds. The empty string alone is nothing in common, unless that is
  /// all both patterns are.
  static func intersect(_ a: [Token], _ b: [Token]) -> Bool {
    if a.isEmpty, b.isEmpty { return true }
    var seen = [Bool](repeating: false, count: (a.count + 1) * (b.count + 1) * 2)
    var open: [Int] = []
    func reach(_ i: Int, _ j: Int, _ matched: Bool) {
      let pair = (i * (b.count + 1) + j) * 2 + (matched ? 1 : 0)
      if !seen[pair] { open.append(pair) }
      seen[pair] = true
    }
    reach(0, 0, false)
    while let pair = open.popLast() {
      let (i, j) = (pair / 2).quotientAndRemainder(dividingBy: b.count + 1)
      let matched = pair & 1 == 1
      if i == a.count, j == b.count, matched { return true }
      if i < a.count, a[i].mayBeAbsent { reach(i + 1, j, matched) }
      if j < b.count, b[j].mayBeAbsent { reach(i, j + 1, matched) }
      guard i < a.count, j < b.count, a[i].overlaps(b[j]) else { continue }
      reach(i + 1, j + 1, true)
      if a[i].mayRepeat { reach(i, j + 1, true) }
      if b[j].mayRepeat { reach(i + 1, j, true) }
      if a[i].mayRepeat, b[j].mayRepeat { reach(i, j, true) }
    }
    return false
  }

  private struct Reader {
    let scalars: [UInt32]
    let text: Bytes
    var index = 0

    func invalid(_ position: Int, _ message: String) -> BuiltinError {
      .failed(
        "input:\(String(decoding: text, as: UTF8.self)), pos:\(position), \(message): the input provided is invalid")
    }

    /// The next code point and whether it was escaped.
    mutating func next() throws(BuiltinError) -> (scalar: UInt32, isEscaped: Bool)? {
      guard index < scalars.count else { return nil }
      let scalar = scalars[index]
      index += 1
      guard scalar == 0x5C else { return (scalar, false) }
      guard index < scalars.count else { throw invalid(index - 1, "input ends with a \\ (escape) character") }
      index += 1
      return (scalars[index - 1], true)
    }

    mutating func tokens() throws(BuiltinError) -> [Token] {
      var tokens: [Token] = []
      while let (scalar, isEscaped) = try next() {
        var token = Token(ranges: [scalar...scalar])
        if !isEscaped {
          switch scalar {
          case 0x2E: token.ranges = [0...0x10FFFF]
          case 0x5B: token.ranges = try set()
          case 0x5D: throw invalid(index, "set-close ']' with no preceding '['")
          case 0x2A, 0x2B:
            let flag = scalar == 0x2A ? "*" : "+"
            throw invalid(index, "flag '\(flag)' must be preceded by a non-flag")
          default: break
          }
        }
        if index < scalars.count, scalars[index] == 0x2A || scalars[index] == 0x2B {
          token.mayRepeat = true
          token.mayBeAbsent = scalars[index] == 0x2A
          index += 1
        }
        tokens.append(token)
      }
      return tokens
    }

    mutating func set() throws(BuiltinError) -> [ClosedRange<UInt32>] {
      var ranges: [ClosedRange<UInt32>] = []
      var previous: UInt32?
      while let (scalar, isEscaped) = try next() {
        if !isEscaped, scalar == 0x5D { return ranges }
        guard !isEscaped, scalar == 0x2D else {
          ranges.append(scalar...scalar)
          previous = scalar
          continue
        }
        guard let low = previous else {
          throw invalid(index, "range character '-' must be preceded by a Unicode character")
        }
        guard index < scalars.count - 1, let (high, highEscaped) = try next() else {
          throw invalid(index, "range character '-' must be followed by a Unicode character")
        }
        if !highEscaped, high == 0x5D || high == 0x2D {
          throw invalid(index, "range character '-' cannot be followed by a special symbol")
        }
        guard high >= low else {
          throw invalid(index, "range is out of order: '\(name(high))' comes before '\(name(low))' in Unicode")
        }
        ranges.append(low...high)
        previous = nil
      }
      throw invalid(index, "found [ without matching ]")
    }

    private func name(_ scalar: UInt32) -> String { Unicode.Scalar(scalar).map { String($0) } ?? "\u{FFFD}" }
  }
}
