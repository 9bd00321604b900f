/// Looks for what no well-formed HTTP request contains.
enum RequestScreen {
  /// What a part of a request may not contain.
  enum Forbidden {
    /// Every byte below space, and DEL.
    case controlCharacters
    /// NUL, CR and LF: those that end a header field, or the reading of it. HTTP leaves the others to the recipient.
    case fieldEnds
  }

  /// Whether `bytes` contain something forbidden.
  static func contains(_ forbidden: Forbidden, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = 0
    while index + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if mayHaveControl(word), contains(forbidden, bytes[index..<index + 8]) { return true }
      index += 8
    }
    return contains(forbidden, bytes[index...])
  }

  /// Whether one of eight bytes is below space or DEL: per byte, the borrow of a subtraction that stays out of bytes
  /// above 127, and the zero test of the difference to DEL.
  private static func mayHaveControl(_ word: UInt64) -> Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    let below = (word &- 0x2020_2020_2020_2020) & ~word & high
    let difference = word ^ 0x7F7F_7F7F_7F7F_7F7F
    let isDelete = (difference &- 0x0101_0101_0101_0101) & ~difference & high
    return below | isDelete != 0
  }

  private static func contains(_ forbidden: Forbidden, _ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
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
