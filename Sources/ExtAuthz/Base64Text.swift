// Unsafe: writes into reserved arena memory.
internal import Rego

/// Standard, padded base64: how byte fields appear in a policy's input.
enum Base64Text {
  private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  static func value(_ bytes: UnsafeBufferPointer<UInt8>, in arena: Arena) throws(DecodeError) -> Value {
    let count = (bytes.count + 2) / 3 * 4
    guard arena.admits(count + 16) else { throw .tooLarge }
    let text = arena.reserveString(count)
    var from = 0
    var to = 0
    while from < bytes.count {
      let group = min(3, bytes.count - from)
      var bits: UInt32 = 0
      for offset in 0..<3 { bits = bits << 8 | (offset < group ? UInt32(bytes[from + offset]) : 0) }
      for offset in 0..<4 {
        let digit = Int(bits >> UInt32(18 - 6 * offset) & 63)
        text[to + offset] = offset <= group ? alphabet.utf8Start[digit] : UInt8(ascii: "=")
      }
      from += 3
      to += 4
    }
    return arena.finishString(text, count: count)
  }
}
