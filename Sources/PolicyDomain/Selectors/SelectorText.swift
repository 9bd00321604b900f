// Unsafe: compares bytes in place.

/// A pattern that is text with any number of `.*` in it: matched by comparing bytes.
struct SelectorText: Sendable {
  /// What stands before, between and behind the `.*`; one part alone where there is none. No part has a line feed, so
  /// that a text with one is never picked: `.` does not match it either.
  let parts: [[UInt8]]

  /// - Parameter anchored: a pattern with its anchors.
  /// - Returns: nil when it says more than text and `.*`.
  init?(anchored: String) {
    var parts: [[UInt8]] = []
    var part: [UInt8] = []
    var bytes = anchored
    let isText = bytes.withUTF8 { bytes in
      var index = 1
      while index < bytes.count - 1 {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "."):
          guard bytes[index + 1] == UInt8(ascii: "*"), !Self.isRepetition(bytes[index + 2]) else { return false }
          parts.append(part)
          part = []
          index += 2
        case UInt8(ascii: "\\"):
          // The anchor in front of which a backslash stands is none.
          guard index + 1 < bytes.count - 1, Self.isPunctuation(bytes[index + 1]) else { return false }
          part.append(bytes[index + 1])
          index += 2
        case 0x0A: return false
        default:
          guard Self.isPlain(byte) else { return false }
          part.append(byte)
          index += 1
        }
      }
      return index == bytes.count - 1
    }
    guard isText else { return nil }
    parts.append(part)
    self.parts = parts
  }

  /// Whether a byte stands for itself.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "\\"):
      false
    default: true
    }
  }

  static func isRepetition(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "{")
  }

  /// What a backslash turns into itself, whatever it means without.
  static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      false
    default: byte > 0x20 && byte < 0x7F
    }
  }

  var literal: [UInt8]? { parts.count == 1 ? parts[0] : nil }

  var prefix: [UInt8]? { parts.count == 2 && parts[1].isEmpty ? parts[0] : nil }

  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = parts[0]
    guard parts.count > 1 else { return text.count == first.count && Self.holds(text, first, at: 0) }
    let last = parts[parts.count - 1]
    guard text.count >= first.count + last.count, Self.holds(text, first, at: 0),
      Self.holds(text, last, at: text.count - last.count), !text.contains(0x0A)
    else { return false }
    // Each part where it comes first leaves the most room for those behind it.
    var position = first.count
    let end = text.count - last.count
    for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
      while position + part.count <= end, !Self.holds(text, part, at: position) { position += 1 }
      position += part.count
      if position > end { return false }
    }
    return true
  }

  @inline(__always)
  private static func holds(_ text: UnsafeBufferPointer<UInt8>, _ bytes: [UInt8], at start: Int) -> Bool {
    for index in 0..<bytes.count where text[start + index] != bytes[index] { return false }
    return true
  }
}
