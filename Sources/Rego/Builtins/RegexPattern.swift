import CRE2

/// A compiled regular expression: RE2, whose syntax and linear time are the reference's.
final class RegexPattern {
  private let handle: OpaquePointer
  /// Groups in parentheses; the whole match is not counted.
  let groupCount: Int

  /// Program and automata of one pattern take at most this.
  static let memoryBytesMax: Int64 = 8 << 20

  init(_ pattern: Bytes) throws(BuiltinError) {
    let rewritten = RegexPattern.rewritten(pattern)
    var message: [CChar] = Array(repeating: 0, count: 512)
    let compiled = rewritten.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        cre2_compile(characters.baseAddress, characters.count, RegexPattern.memoryBytesMax, &message, message.count)
      }
    }
    guard let compiled else {
      let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw .failed("error parsing regexp: " + RegexPattern.worded(text, pattern))
    }
    handle = compiled
    groupCount = Int(cre2_group_count(compiled))
  }

  deinit { cre2_free(handle) }

  /// `(?<name>` is newer than some RE2: it is written as `(?P<name>`.
  private static func rewritten(_ pattern: Bytes) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(pattern.count + 8)
    var index = 0
    var isInClass = false
    while index < pattern.count {
      let byte = pattern[index]
      if byte == UInt8(ascii: "\\"), index + 1 < pattern.count {
        output.append(byte)
        output.append(pattern[index + 1])
        index += 2
        continue
      }
      if isInClass {
        isInClass = byte != UInt8(ascii: "]")
      } else if byte == UInt8(ascii: "[") {
        isInClass = true
        // A `]` that comes first is a member.
        var next = index + 1
        if next < pattern.count, pattern[next] == UInt8(ascii: "^") { next += 1 }
        if next < pattern.count, pattern[next] == UInt8(ascii: "]") {
          output.append(contentsOf: pattern[index...next])
          index = next + 1
          continue
        }
      } else if byte == UInt8(ascii: "("), index + 3 < pattern.count, pattern[index + 1] == UInt8(ascii: "?"),
        pattern[index + 2] == UInt8(ascii: "<")
      {
        output.append(contentsOf: [UInt8(ascii: "("), UInt8(ascii: "?"), UInt8(ascii: "P")])
        index += 2
        continue
      }
      output.append(byte)
      index += 1
    }
    return output
  }

  /// RE2's complaint in the words of the reference.
  private static func worded(_ message: String, _ pattern: Bytes) -> String {
    let words: [(String, String)] = [
      ("invalid escape sequence", "invalid escape sequence"),
      ("invalid character class range", "invalid character class range"),
      ("invalid character class", "invalid character class"),
      ("missing ]", "missing closing ]"), ("missing )", "missing closing )"),
      ("unexpected )", "unexpected )"), ("trailing \\", "trailing backslash at end of expression"),
      ("no argument for repetition operator", "missing argument to repetition operator"),
      ("invalid repetition size", "invalid repeat count"),
      ("bad repetition operator", "invalid nested repetition operator"),
      ("invalid perl operator", "invalid or unsupported Perl syntax"),
      ("invalid named capture group", "invalid named capture"),
    ]
    for (theirs, ours) in words where message.hasPrefix(theirs) {
      var argument = message.dropFirst(theirs.utf8.count)
      if argument.hasPrefix(": ") { argument = argument.dropFirst(2) }
      if argument.isEmpty, theirs != "trailing \\" { argument = String(decoding: pattern, as: UTF8.self)[...] }
      return "\(ours): `\(argument)`"
    }
    return message
  }

  // MARK: Matching

  @inline(__always)
  func matches(_ text: Bytes) -> Bool {
    cre2_search(handle, RegexPattern.characters(text), text.count, 0, nil, 0)
  }

  /// The first match from `start` on; `spans` gets the whole match and then the groups.
  func search(_ text: Bytes, from start: Int, into spans: UnsafeMutableBufferPointer<cre2_span>) -> Bool {
    cre2_search(handle, RegexPattern.characters(text), text.count, start, spans.baseAddress, Int32(spans.count))
  }

  /// The number of the group with this name, or -1.
  func group(named name: Bytes) -> Int {
    Int(cre2_group_index(handle, RegexPattern.characters(name), name.count))
  }

  @inline(__always)
  private static func characters(_ text: Bytes) -> UnsafePointer<CChar>? {
    UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self)
  }

  /// Calls `body` with every match that does not overlap another, at most `limit` of them; an empty match right after
  /// a match does not count. `body` says whether to go on.
  func forEachMatch(
    _ text: Bytes, groups: Int, limit: Int = .max,
    _ body: (UnsafeMutableBufferPointer<cre2_span>) throws(BuiltinError) -> Void
  ) throws(BuiltinError) {
    let spans = UnsafeMutableBufferPointer<cre2_span>.allocate(capacity: groups + 1)
    defer { spans.deallocate() }
    var position = 0
    var previousEnd = -1
    var found = 0
    while found < limit, position <= text.count {
      guard search(text, from: position, into: spans) else { return }
      let start = Int(spans[0].start)
      let end = Int(spans[0].end)
      var counts = true
      if end == position {
        if start == previousEnd { counts = false }
        position = position < text.count ? position + text.scalar(at: position).length : text.count + 1
      } else {
        position = end
      }
      previousEnd = end
      if counts {
        try body(spans)
        found += 1
      }
    }
  }
}
