// Unsafe: loads words from a buffer, within its bounds.

/// Looks for what no well-formed HTTP request contains.
enum RequestScreen {
  /// What a part of a request may not contain.
  enum Forbidden {
    /// Every byte below space, and DEL.
    case controlCharacters
    /// NUL, CR and LF: those that end a header field, or the reading of it. HTTP leaves the others to the recipient.
    case fieldEnds
  }

  /// What one pass over some text found.
  struct Findings {
    /// Bytes above 127: the text may not be UTF-8.
    fileprivate(set) var hasNonASCII = false
    /// Bytes below space, or DEL.
    fileprivate(set) var hasControl = false
  }

  /// Looks at eight bytes at a time; the last eight overlap those before.
  @inline(__always)
  static func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Findings {
    var findings = Findings()
    guard bytes.count >= 8 else {
      for byte in bytes {
        if byte >= 0x80 { findings.hasNonASCII = true }
        if byte < 0x20 || byte == 0x7F { findings.hasControl = true }
      }
      return findings
    }
    let raw = UnsafeRawBufferPointer(bytes)
    var all: UInt64 = 0
    var control: UInt64 = 0
    var index = 0
    while index < raw.count {
      let word = raw.loadUnaligned(fromByteOffset: min(index, raw.count &- 8), as: UInt64.self)
      all |= word
      control |= controlBits(word)
      index &+= 8
    }
    findings.hasNonASCII = all & 0x8080_8080_8080_8080 != 0
    findings.hasControl = control != 0
    return findings
  }

  /// Not zero when one of eight bytes is below space or DEL: per byte, the borrow of a subtraction that stays out of
  /// bytes above 127, and the zero test of the difference to DEL.
  @inline(__always)
  private static func controlBits(_ word: UInt64) -> UInt64 {
    let difference = word ^ 0x7F7F_7F7F_7F7F_7F7F
    let below = (word &- 0x2020_2020_2020_2020) & ~word
    let isDelete = (difference &- 0x0101_0101_0101_0101) & ~difference
    return (below | isDelete) & 0x8080_8080_8080_8080
  }

  /// Whether `bytes`, which have control characters, have forbidden ones.
  static func contains(_ forbidden: Forbidden, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in bytes where byte < 0x20 || byte == 0x7F {
      if forbidden == .controlCharacters || byte == 0x00 || byte == 0x0A || byte == 0x0D { return true }
    }
    return false
  }

  /// What is wrong with the percent escapes of a path, up to its query or fragment.
  static func escapeRefusal(_ path: UnsafeBufferPointer<UInt8>) -> RequestRefusal? {
    var index = 0
    while index < path.count {
      let byte = path[index]
      if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { return nil }
      index += 1
      guard byte == UInt8(ascii: "%") else { continue }
      guard index + 1 < path.count, isHex(path[index]), isHex(path[index + 1]) else { return .badPercentEscape }
      if path[index] == UInt8(ascii: "0"), path[index + 1] == UInt8(ascii: "0") { return .escapedNUL }
      index += 2
    }
    return nil
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
      UInt8(ascii: "a")...UInt8(ascii: "f"):
      true
    default: false
    }
  }
}
