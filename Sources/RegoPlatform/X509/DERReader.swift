internal import Rego

/// Reads DER from its start, element by element. What does not follow the rules gives nil and leaves the place where
/// it is. Nothing is read further than asked for: what an element holds beyond that is for its reader to judge, as the
/// reference does, whose certificates may have more at their ends than is known.
struct DERReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Identifier bytes, of class and tag.
  enum Tag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let null: UInt8 = 0x05
    static let oid: UInt8 = 0x06
    static let utf8String: UInt8 = 0x0C
    static let numericString: UInt8 = 0x12
    static let printableString: UInt8 = 0x13
    static let t61String: UInt8 = 0x14
    static let ia5String: UInt8 = 0x16
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let bmpString: UInt8 = 0x1E
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    static func context(_ number: UInt8) -> UInt8 { 0x80 | number }
    static func constructed(_ number: UInt8) -> UInt8 { 0xA0 | number }
  }

  struct Element {
    let tag: UInt8
    let content: ArraySlice<UInt8>
    /// With identifier and length.
    let whole: ArraySlice<UInt8>
  }

  var isEmpty: Bool { rest.isEmpty }

  func isNext(_ tag: UInt8) -> Bool { rest.first == tag }

  /// The next element, of any tag up to 30, of definite length in its shortest form.
  mutating func element() -> Element? {
    guard rest.count >= 2 else { return nil }
    let tag = rest[rest.startIndex]
    if tag & 0x1F == 0x1F { return nil }
    let first = rest[rest.startIndex + 1]
    var headerBytes = 2
    var length = Int(first)
    if first & 0x80 != 0 {
      let lengthBytes = Int(first & 0x7F)
      guard 1...4 ~= lengthBytes, rest.count >= 2 + lengthBytes else { return nil }
      length = rest[(rest.startIndex + 2)..<(rest.startIndex + 2 + lengthBytes)].reduce(0) { $0 << 8 | Int($1) }
      if length < 128 || length >> ((lengthBytes - 1) * 8) == 0 { return nil }
      headerBytes += lengthBytes
    }
    guard rest.count - headerBytes >= length else { return nil }
    let start = rest.startIndex + headerBytes
    let found = Element(
      tag: tag, content: rest[start..<(start + length)], whole: rest[rest.startIndex..<(start + length)])
    rest = rest[(start + length)...]
    return found
  }

  mutating func element(_ tag: UInt8) -> Element? { isNext(tag) ? element() : nil }

  mutating func content(_ tag: UInt8) -> ArraySlice<UInt8>? { element(tag)?.content }

  /// What lies inside the next element, to be read on.
  mutating func inside(_ tag: UInt8) -> DERReader? { content(tag).map(DERReader.init) }

  /// Passes an element that may be there; false when it is there and broken.
  mutating func skipOptional(_ tag: UInt8) -> Bool { isNext(tag) ? element() != nil : true }

  // MARK: Values

  mutating func boolean() -> Bool? {
    guard let content = content(Tag.boolean), content.count == 1 else { return nil }
    switch content.first {
    case 0: return false
    case 0xFF: return true
    default: return nil
    }
  }

  /// A two's complement integer in its shortest form.
  mutating func integer(_ tag: UInt8 = Tag.integer) -> ArraySlice<UInt8>? {
    guard let content = content(tag), let first = content.first else { return nil }
    if content.count > 1 {
      let isNextHigh = content[content.startIndex + 1] & 0x80 != 0
      if first == 0, !isNextHigh { return nil }
      if first == 0xFF, isNextHigh { return nil }
    }
    return content
  }

  mutating func int64(_ tag: UInt8 = Tag.integer) -> Int64? {
    guard let content = integer(tag), content.count <= 8 else { return nil }
    let start: Int64 = content.first.map { $0 & 0x80 != 0 } == true ? -1 : 0
    return content.reduce(start) { $0 << 8 | Int64($1) }
  }

  /// An integer of any size that must not be negative, without leading zeros.
  mutating func magnitude() -> [UInt8]? {
    guard let content = integer(), let first = content.first, first & 0x80 == 0 else { return nil }
    return Array(content.drop { $0 == 0 })
  }

  /// A bit string's bits, those that are left over at its end being zero.
  mutating func bits() -> BitString? {
    guard let content = content(Tag.bitString), let padding = content.first else { return nil }
    let bytes = content.dropFirst()
    guard padding <= 7, !bytes.isEmpty || padding == 0 else { return nil }
    if let last = bytes.last, last & ((1 << padding) - 1) != 0 { return nil }
    return BitString(bytes: Array(bytes), padding: Int(padding))
  }

  mutating func oid() -> ASN1Identifier? { content(Tag.oid).flatMap { ASN1Identifier(der: $0) } }
}

/// Bits, the first of them the highest of the first byte.
struct BitString {
  let bytes: [UInt8]
  /// How many bits of the last byte are not part of it.
  let padding: Int

  var count: Int { bytes.count * 8 - padding }

  func isSet(_ index: Int) -> Bool {
    index < count && bytes[index / 8] >> UInt8(7 - index % 8) & 1 == 1
  }

  /// Moved to the right, so that the bits that are no part of it stand first.
  var rightAligned: [UInt8] {
    if padding == 0 { return bytes }
    var carried: UInt8 = 0
    return bytes.map { byte in
      defer { carried = byte << UInt8(8 - padding) }
      return byte >> UInt8(padding) | carried
    }
  }
}
