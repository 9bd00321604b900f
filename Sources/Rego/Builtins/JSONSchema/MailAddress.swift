/// Whether a text is one mail address of RFC 5322, as Go's `net/mail` reads it: `jane@example.com`,
/// `Jane Doe <jane@example.com>`, or a group with one member.
struct MailAddress {
  private let text: Bytes
  private var index = 0

  private init(_ text: Bytes) { self.text = text }

  static func isValid(_ text: Bytes) -> Bool {
    var reader = MailAddress(text)
    guard let count = reader.address(mayBeGroup: true) else { return false }
    return count == 1 && reader.skipComments() && reader.index == text.count
  }

  private var peek: UInt8? { index < text.count ? text[index] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 { index += 1 }
  }

  /// Skips white space and comments; false when a comment does not end.
  private mutating func skipComments() -> Bool {
    skipSpace()
    while take(UInt8(ascii: "(")) {
      var level = 1
      while level > 0 {
        guard let byte = peek else { return false }
        index += 1
        switch byte {
        case UInt8(ascii: "\\"):
          guard peek != nil else { return false }
          index += 1
        case UInt8(ascii: "("): level += 1
        case UInt8(ascii: ")"): level -= 1
        default: break
        }
      }
      skipSpace()
    }
    return true
  }

  /// An address or a group: how many addresses it has, or nil when it is none.
  private mutating func address(mayBeGroup: Bool) -> Int? {
    skipSpace()
    if peek == nil { return nil }
    let start = index
    if plainAddress() {
      skipSpace()
      return peek == UInt8(ascii: "(") && !skipComments() ? nil : 1
    }
    index = start
    if peek != UInt8(ascii: "<"), !phrase() { return nil }
    skipSpace()
    if mayBeGroup, take(UInt8(ascii: ":")) { return group() }
    guard take(UInt8(ascii: "<")), plainAddress(), take(UInt8(ascii: ">")) else { return nil }
    return 1
  }

  private mutating func group() -> Int? {
    skipSpace()
    if take(UInt8(ascii: ";")) { return 0 }
    var count = 0
    while true {
      skipSpace()
      guard let found = address(mayBeGroup: false) else { return nil }
      count += found
      guard skipComments() else { return nil }
      if take(UInt8(ascii: ";")) { return skipComments() ? count : nil }
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  /// `local@domain`.
  private mutating func plainAddress() -> Bool {
    skipSpace()
    if peek == UInt8(ascii: "\"") {
      let start = index
      guard quoted(), index - start > 2 else { return false }
    } else if !atom(isStrict: true) {
      return false
    }
    guard take(UInt8(ascii: "@")) else { return false }
    skipSpace()
    return peek == UInt8(ascii: "[") ? literal() : atom(isStrict: true)
  }

  private mutating func phrase() -> Bool {
    var words = 0
    while true {
      if words > 0, !skipComments() { return false }
      skipSpace()
      let start = index
      guard peek != nil, peek == UInt8(ascii: "\"") ? quoted() : atom(isStrict: false) else {
        index = start
        return words > 0
      }
      words += 1
    }
  }

  /// Letters, digits, marks and dots; strictly, a dot stands between two others.
  private mutating func atom(isStrict: Bool) -> Bool {
    let start = index
    let specials = Array("()<>[]:;@\\,\"".utf8)
    while index < text.count {
      let (scalar, length) = text.scalar(at: index)
      if scalar == 0xFFFD, length == 1 { return false }
      if scalar < 0x80, scalar <= 0x20 || scalar == 0x7F || specials.contains(UInt8(scalar)) { break }
      index += length
    }
    guard index > start else { return false }
    let part = text.part(start, index)
    let dot = UInt8(ascii: ".")
    return !isStrict || (part.first != dot && part.last != dot && !part.hasPart(".."))
  }

  private mutating func quoted() -> Bool {
    index += 1
    while index < text.count {
      let (scalar, length) = text.scalar(at: index)
      if scalar == 0xFFFD, length == 1 { return false }
      index += length
      switch scalar {
      case 0x22: return true
      case 0x5C:
        guard let byte = peek, byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return false }
        index += text.scalar(at: index).length
      case 0x09, 0x20...0x7E, 0x80...: continue
      default: return false
      }
    }
    return false
  }

  /// An IP address in brackets.
  private mutating func literal() -> Bool {
    index += 1
    let start = index
    while let byte = peek, byte != UInt8(ascii: "]") {
      if byte <= 0x20 || byte == 0x7F || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "\\") { return false }
      index += 1
    }
    let inner = text.part(start, index)
    guard take(UInt8(ascii: "]")) else { return false }
    if inner.hasPrefix("IPv6:") { return IPAddress.parse(inner.part(5, inner.count)) != nil }
    return IPAddress.parse(inner)?.address.isV4 == true
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func hasPart(_ part: StaticString) -> Bool {
    firstIndex(of: Bytes(start: part.utf8Start, count: part.utf8CodeUnitCount)) >= 0
  }
}
