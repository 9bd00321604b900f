/// The parts of a glob.
indirect enum GlobNode {
  case text([UInt8])
  /// `*`: anything but delimiters.
  case any
  /// `**`
  case anyAtAll
  /// `?`: one code point that is no delimiter.
  case one
  case oneOf([ClosedRange<UInt32>], isNegated: Bool)
  /// `{a,b}`
  case alternatives([[GlobNode]])
}

/// Reads glob patterns, with the leniency of the reference's library: a group that is not closed ends with the pattern,
/// and a backslash at the end is dropped.
struct GlobParser {
  private let text: Bytes
  private var index = 0

  /// Groups in groups; deeper ones are refused.
  private static let nestingMax = 64

  static func parse(_ pattern: Bytes) throws(BuiltinError) -> [GlobNode] {
    var parser = GlobParser(text: pattern)
    return try parser.sequence(level: 0)
  }

  private init(text: Bytes) { self.text = text }

  private mutating func next() throws(BuiltinError) -> UInt32? {
    guard index < text.count else { return nil }
    let (scalar, length) = text.scalar(at: index)
    // The library takes this code point itself for a sign of bad encoding.
    if scalar == 0xFFFD { throw .failed("could not read rune") }
    index += length
    return scalar
  }

  private mutating func sequence(level: Int) throws(BuiltinError) -> [GlobNode] {
    if level > GlobParser.nestingMax { throw .failed("groups are nested too deeply") }
    var nodes: [GlobNode] = []
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: ","), UInt8(ascii: "}"):
        if level > 0 { return nodes }
        try literal(&nodes, level)
      case UInt8(ascii: "{"):
        index += 1
        nodes.append(.alternatives(try alternatives(level: level + 1)))
      case UInt8(ascii: "["):
        index += 1
        nodes.append(try range())
      case UInt8(ascii: "?"):
        index += 1
        nodes.append(.one)
      case UInt8(ascii: "*"):
        index += 1
        let isDouble = index < text.count && text[index] == UInt8(ascii: "*")
        if isDouble { index += 1 }
        nodes.append(isDouble ? .anyAtAll : .any)
      default: try literal(&nodes, level)
      }
    }
    return nodes
  }

  private mutating func alternatives(level: Int) throws(BuiltinError) -> [[GlobNode]] {
    var branches: [[GlobNode]] = []
    while true {
      branches.append(try sequence(level: level))
      guard index < text.count else { return branches }
      let isEnd = text[index] == UInt8(ascii: "}")
      index += 1
      if isEnd { return branches }
    }
  }

  private mutating func literal(_ nodes: inout [GlobNode], _ level: Int) throws(BuiltinError) {
    var bytes: [UInt8] = []
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "\\") {
        index += 1
        let start = index
        guard try next() != nil else { break }
        bytes += text.part(start, index)
        continue
      }
      if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "[")
        || byte == UInt8(ascii: "{") || (level > 0 && (byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",")))
      {
        break
      }
      let start = index
      _ = try next()
      bytes += text.part(start, index)
    }
    if !bytes.isEmpty { nodes.append(.text(bytes)) }
  }

  /// A class, after its `[`: one range, or a list of characters.
  private mutating func range() throws(BuiltinError) -> GlobNode {
    let ended = BuiltinError.failed("unexpected end of input")
    var isNegated = false
    guard var first = try next() else { throw ended }
    if first == 0x21 {
      isNegated = true
      guard let second = try next() else { throw ended }
      first = second
    }
    let isRange = index < text.count && text[index] == UInt8(ascii: "-")
    guard isRange else {
      index -= first < 0x80 ? 1 : (first < 0x800 ? 2 : (first < 0x10000 ? 3 : 4))
      return .oneOf(try list(), isNegated: isNegated)
    }
    index += 1
    guard let last = try next() else { throw ended }
    guard let close = try next() else { throw ended }
    if close != 0x5D { throw .failed("expected close range character") }
    guard last >= first else {
      throw .failed("hi character '\(name(last))' should be greater than lo '\(name(first))'")
    }
    return .oneOf([first...last], isNegated: isNegated)
  }

  private mutating func list() throws(BuiltinError) -> [ClosedRange<UInt32>] {
    var members: [ClosedRange<UInt32>] = []
    while var scalar = try next() {
      if scalar == 0x5D {
        if members.isEmpty { throw .failed("could not parse range") }
        return members
      }
      if scalar == 0x5C {
        guard let quoted = try next() else { break }
        scalar = quoted
      }
      members.append(scalar...scalar)
    }
    throw .failed("unexpected end of input")
  }

  private func name(_ scalar: UInt32) -> String { Unicode.Scalar(scalar).map { String($0) } ?? "" }
}
