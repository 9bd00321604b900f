/// Finds texts that whatever matches a regular expression contains, so that most expressions need not be tried.
///
/// It understands less than RE2 does: where a pattern says something else it knows nothing of it, which costs time and
/// is never wrong.
struct RequiredTexts {
  /// What is known of a part of a pattern.
  private struct Known {
    /// All that the part matches, when that is a short list.
    var exact: [[UInt8]]?
    /// Lists of which each match contains a member.
    var lists: [[[UInt8]]] = []

    static let nothing = Known(exact: nil)
    static let empty = Known(exact: [[]])

    /// The lists, that of `exact` included. A list with an empty member says nothing.
    var all: [[[UInt8]]] {
      guard let exact, !exact.contains([]) else { return lists }
      return lists + [exact]
    }
  }

  private struct NotUnderstood: Error {}

  private let pattern: [UInt8]
  private var index = 0
  private var depth = 0
  private static let exactMax = 16
  private static let alternativesMax = 64
  private static let depthMax = 50

  private init(_ pattern: [UInt8]) { self.pattern = pattern }

  /// Lists of texts: whatever matches contains of each list a member.
  static func of(_ pattern: [UInt8]) -> [[[UInt8]]] {
    var reader = RequiredTexts(pattern)
    guard let known = try? reader.alternatives(), reader.index == pattern.count else { return [] }
    return known.all
  }

  private var next: UInt8? { index < pattern.count ? pattern[index] : nil }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: byte) else { return false }
    index += 1
    return true
  }

  // MARK: Structure

  private mutating func alternatives() throws(NotUnderstood) -> Known {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthMax else { throw NotUnderstood() }
    var found = [try sequence()]
    while take("|") { found.append(try sequence()) }
    if found.count == 1 { return found[0] }
    let exact = found.compactMap(\.exact)
    if exact.count == found.count, exact.reduce(0, { $0 + $1.count }) <= Self.exactMax {
      return Known(exact: exact.flatMap { $0 })
    }
    var union: [[UInt8]] = []
    for known in found {
      // Of each alternative the list whose members are the longest.
      let best = known.all.max { Self.shortest($0) < Self.shortest($1) }
      guard let best, union.count + best.count <= Self.alternativesMax else { return .nothing }
      union += best
    }
    return Known(exact: nil, lists: [union])
  }

  private static func shortest(_ list: [[UInt8]]) -> Int { list.map(\.count).min() ?? 0 }

  private mutating func sequence() throws(NotUnderstood) -> Known {
    var run: [[UInt8]] = [[]]
    var lists: [[[UInt8]]] = []
    var isExact = true
    func flush() {
      if !run.contains([]) { lists.append(run) }
      run = [[]]
    }
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      let plain = plainText()
      if !plain.isEmpty {
        for place in run.indices { run[place] += plain }
        continue
      }
      let part = try repeated(try atom())
      guard let exact = part.exact else {
        flush()
        lists += part.lists
        isExact = false
        continue
      }
      if run.count * exact.count > Self.exactMax {
        flush()
        isExact = false
      }
      run = run.flatMap { head in exact.map { head + $0 } }
    }
    if isExact { return Known(exact: run) }
    flush()
    return Known(exact: nil, lists: lists)
  }

  /// Characters that stand for themselves, up to the one that a repetition follows.
  private mutating func plainText() -> ArraySlice<UInt8> {
    let start = index
    while let byte = next, byte < 0x80, SelectorText.isPlain(byte) { index += 1 }
    if index > start, let byte = next, SelectorText.isRepetition(byte) { index -= 1 }
    return pattern[start..<index]
  }

  private mutating func repeated(_ part: Known) throws(NotUnderstood) -> Known {
    var part = part
    while let byte = next {
      switch byte {
      case UInt8(ascii: "?"):
        index += 1
        part = part.exact.map { Known(exact: $0 + [[]]) } ?? .nothing
      case UInt8(ascii: "*"):
        index += 1
        part = .nothing
      case UInt8(ascii: "+"):
        index += 1
        part = Known(exact: nil, lists: part.all)
      case UInt8(ascii: "{"):
        guard let least = repetition() else { throw NotUnderstood() }
        part = least == 0 ? .nothing : Known(exact: nil, lists: part.all)
      default: return part
      }
    }
    return part
  }

  /// The least count of `{n}`, `{n,}` or `{n,m}`, or nil.
  private mutating func repetition() -> Int? {
    guard let close = pattern[index...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let numbers = pattern[(index + 1)..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let isWellFormed = numbers.count <= 2 && numbers.joined().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    guard isWellFormed, let least = Int(String(decoding: numbers[0], as: UTF8.self)) else { return nil }
    index = close + 1
    return least
  }

  // MARK: Atoms

  private mutating func atom() throws(NotUnderstood) -> Known {
    let byte = pattern[index]
    index += 1
    switch byte {
    case UInt8(ascii: "^"), UInt8(ascii: "$"): return .empty
    case UInt8(ascii: "."): return .nothing
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "["): return try bracket()
    case UInt8(ascii: "\\"): return try escape()
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): throw NotUnderstood()
    default:
      // A repetition is of the whole character.
      var character = [byte]
      while let more = next, more & 0xC0 == 0x80 {
        character.append(more)
        index += 1
      }
      return Known(exact: [character])
    }
  }

  private mutating func group() throws(NotUnderstood) -> Known {
    if take("?") {
      if !take(":") {
        _ = take("P")
        guard take("<"), let close = pattern[index...].firstIndex(of: UInt8(ascii: ">")) else { throw NotUnderstood() }
        index = close + 1
      }
    }
    let known = try alternatives()
    guard take(")") else { throw NotUnderstood() }
    return known
  }

  /// A class of a few plain characters is each of them; of others nothing is known.
  private mutating func bracket() throws(NotUnderstood) -> Known {
    let isNegated = take("^")
    var members: [[UInt8]]? = []
    var isFirst = true
    while let byte = next {
      index += 1
      switch byte {
      case UInt8(ascii: "]") where !isFirst:
        guard !isNegated, let members, members.count <= 4 else { return .nothing }
        return Known(exact: members)
      case UInt8(ascii: "\\"):
        guard next != nil else { throw NotUnderstood() }
        index += 1
        members = nil
      case UInt8(ascii: "[") where next == UInt8(ascii: ":"):
        guard let close = pattern[index...].firstIndex(of: UInt8(ascii: "]")) else { throw NotUnderstood() }
        index = close + 1
        members = nil
      case UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "]"), 0x80...: members = nil
      default: members?.append([byte])
      }
      isFirst = false
    }
    throw NotUnderstood()
  }

  private mutating func escape() throws(NotUnderstood) -> Known {
    guard let byte = next else { throw NotUnderstood() }
    index += 1
    switch byte {
    case UInt8(ascii: "A"), UInt8(ascii: "z"), UInt8(ascii: "b"), UInt8(ascii: "B"): return .empty
    case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "s"), UInt8(ascii: "S"), UInt8(ascii: "w"),
      UInt8(ascii: "W"):
      return .nothing
    default:
      guard SelectorText.isPunctuation(byte) else { throw NotUnderstood() }
      return Known(exact: [[byte]])
    }
  }
}
