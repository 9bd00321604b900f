/// The line of text that an error points into.
enum SourceLine {
  /// The line and a caret under the character at an offset, or under the last one before it that is not white space.
  static func marking(_ offset: Int, in bytes: [UInt8]) -> [String] {
    guard !bytes.isEmpty else { return [] }
    var offset = min(max(offset, 0), bytes.count - 1)
    while offset > 0, isSpace(bytes[offset]) { offset -= 1 }
    var begin = offset
    while begin > 0, !isLineEnd(bytes[begin]) { begin -= 1 }
    if isLineEnd(bytes[begin]) { begin += 1 }
    var end = offset
    while end < bytes.count, !isLineEnd(bytes[end]) { end += 1 }
    begin = min(begin, end)
    var column = offset - begin
    var line = bytes[begin..<end]
    while line.first == UInt8(ascii: "\t") {
      line = line.dropFirst()
      column -= 1
    }
    return [String(decoding: line, as: UTF8.self), String(repeating: " ", count: max(0, column)) + "^"]
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte) || byte == 0x85 || byte == 0xA0
  }
}
