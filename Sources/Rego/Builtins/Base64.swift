/// Base64 in its plain and its URL alphabet.
package enum Base64 {
  private static let letters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  private static let urlLetters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

  /// What each byte stands for, 0xFF for those that stand for nothing: two tables of 256, the URL alphabet second.
  private nonisolated(unsafe) static let table: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 512)
    table.initialize(repeating: 0xFF, count: 512)
    for index in 0..<64 {
      table[Int(letters.utf8Start[index])] = UInt8(index)
      table[256 + Int(urlLetters.utf8Start[index])] = UInt8(index)
    }
    return UnsafePointer(table)
  }()

  /// Writes the text of `bytes` and returns its length: 4 bytes for each 3 begun.
  package static func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>, url: Bool, padded: Bool
  ) -> Int {
    let letters = (url ? urlLetters : Base64.letters).utf8Start
    var count = 0
    var index = 0
    while index < bytes.count {
      let left = bytes.count - index
      let group =
        UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
        | (left > 2 ? UInt32(bytes[index + 2]) : 0)
      for position in 0..<4 {
        if position <= left {
          output[count] = letters[Int(group >> UInt32(18 - 6 * position) & 63)]
          count += 1
        } else if padded {
          output[count] = UInt8(ascii: "=")
          count += 1
        }
      }
      index += 3
    }
    return count
  }

  /// Writes what `text` stands for, at most 3 bytes for each 4 begun, and returns how many bytes that were; or, as a
  /// negative number, -1 less the offset of the first byte that is wrong. Line breaks are skipped.
  package static func decode(
    _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>, url: Bool, padded: Bool = true
  ) -> Int {
    let table = Base64.table + (url ? 256 : 0)
    var count = 0
    var index = 0
    while true {
      // Whole groups of letters.
      while index + 4 <= text.count {
        let a = table[Int(text[index])]
        let b = table[Int(text[index + 1])]
        let c = table[Int(text[index + 2])]
        let d = table[Int(text[index + 3])]
        if a | b | c | d == 0xFF { break }
        output[count] = a << 2 | b >> 4
        output[count + 1] = b << 4 | c >> 2
        output[count + 2] = c << 6 | d
        count += 3
        index += 4
      }
      if index == text.count { return count }
      let (taken, next, isLast) = decodeGroup(text, index, table, output + count, padded)
      if taken < 0 { return taken }
      count += taken
      index = next
      if isLast { return count }
    }
  }

  /// Writes what `text` stands for and returns how many bytes that were; text of the URL alphabet may do without its
  /// padding. The errors are those of the built-ins.
  package static func decodeText(
    _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>, url: Bool
  ) throws(BuiltinError) -> Int {
    let isPadded = !url || text.last == UInt8(ascii: "=") || text.count % 4 == 0
    if !isPadded, text.count % 4 == 1 {
      throw .failed("illegal base64url string: \(String(decoding: text, as: UTF8.self))")
    }
    let count = decode(text, into: output, url: url, padded: isPadded)
    if count < 0 { throw .failed("illegal base64 data at input byte \(-1 - count)") }
    return count
  }

  /// A group with line breaks, padding or an end in it.
  private static func decodeGroup(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ table: UnsafePointer<UInt8>,
    _ output: UnsafeMutablePointer<UInt8>, _ padded: Bool
  ) -> (taken: Int, next: Int, isLast: Bool) {
    var index = start
    var group: UInt32 = 0
    var letters = 0
    func failure(_ offset: Int) -> (taken: Int, next: Int, isLast: Bool) { (-1 - offset, index, true) }
    func skipBreaks() { while index < text.count, isBreak(text[index]) { index += 1 } }
    var isLast = false
    while letters < 4, !isLast {
      guard index < text.count else {
        if letters == 0 { return (0, index, true) }
        if letters == 1 || padded { return failure(index - letters) }
        isLast = true
        continue
      }
      let byte = text[index]
      index += 1
      if table[Int(byte)] != 0xFF {
        group |= UInt32(table[Int(byte)]) << UInt32(18 - 6 * letters)
        letters += 1
      } else if isBreak(byte) {
        continue
      } else {
        guard padded, byte == UInt8(ascii: "="), letters >= 2 else { return failure(index - 1) }
        if letters == 2 {
          skipBreaks()
          if index == text.count { return failure(text.count) }
          if text[index] != UInt8(ascii: "=") { return failure(index - 1) }
          index += 1
        }
        skipBreaks()
        if index < text.count { return failure(index) }
        isLast = true
      }
    }
    for position in 0..<(letters - 1) {
      output[position] = UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * position))
    }
    return (letters - 1, index, isLast)
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
