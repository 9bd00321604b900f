/// An IP address. IPv4 addresses are held as the IPv6 addresses they map to.
package struct IPAddress: Equatable {
  package var bits: UInt128

  package init(bits: UInt128) { self.bits = bits }

  package static let mappedPrefix: UInt128 = 0xFFFF << 32

  package var isV4: Bool { bits >> 32 == 0xFFFF }

  /// Reads `1.2.3.4` or an IPv6 address without a zone; `isV4Text` tells which it was.
  package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (address: IPAddress, isV4Text: Bool)? {
    for byte in text {
      if byte == UInt8(ascii: ".") {
        guard let bits = parseV4(text) else { return nil }
        return (IPAddress(bits: mappedPrefix | UInt128(bits)), true)
      }
      if byte == UInt8(ascii: ":") {
        guard let bits = parseV6(text) else { return nil }
        return (IPAddress(bits: bits), false)
      }
    }
    return nil
  }

  /// Four decimal numbers without leading zeros.
  private static func parseV4(_ text: Bytes) -> UInt32? {
    var bits: UInt32 = 0
    var field: UInt32 = 0
    var digits = 0
    var fields = 0
    for index in 0...text.count {
      if index < text.count, text[index] &- UInt8(ascii: "0") <= 9 {
        if digits > 0, field == 0 { return nil }
        field = field * 10 + UInt32(text[index] - UInt8(ascii: "0"))
        digits += 1
        if field > 255 { return nil }
      } else {
        guard index == text.count || text[index] == UInt8(ascii: "."), digits > 0, fields < 4 else { return nil }
        bits = bits << 8 | field
        fields += 1
        field = 0
        digits = 0
      }
    }
    return fields == 4 ? bits : nil
  }

  private static func parseV6(_ text: Bytes) -> UInt128? {
    var groups: [UInt16] = []
    var gap: Int?
    var index = 0
    if text.count >= 2, text[0] == UInt8(ascii: ":"), text[1] == UInt8(ascii: ":") {
      gap = 0
      index = 2
    }
    while index < text.count, groups.count < 8 {
      var value: UInt32 = 0
      let start = index
      while index < text.count, let digit = Encoding.hexDigit(text[index]) {
        value = value << 4 | UInt32(digit)
        index += 1
        if index - start > 4 { return nil }
      }
      if index == start { return nil }
      if index < text.count, text[index] == UInt8(ascii: ".") {
        // An IPv4 address takes the place of the last two groups.
        guard groups.count <= 6, gap != nil || groups.count == 6, let v4 = parseV4(text.part(start, text.count)) else {
          return nil
        }
        groups += [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
        index = text.count
        break
      }
      groups.append(UInt16(value))
      guard index < text.count else { break }
      guard text[index] == UInt8(ascii: ":") else { return nil }
      index += 1
      if index < text.count, text[index] == UInt8(ascii: ":") {
        if gap != nil { return nil }
        gap = groups.count
        index += 1
      } else if index == text.count {
        return nil
      }
    }
    guard index == text.count else { return nil }
    if let gap {
      guard groups.count < 8 else { return nil }
      groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
    }
    return groups.count == 8 ? groups.reduce(0) { $0 << 16 | UInt128($1) } : nil
  }

  /// The canonical text: dotted for IPv4, else with the longest run of zeros left out.
  package var text: String {
    if isV4 {
      return (0..<4).map { String(UInt8(truncatingIfNeeded: bits >> UInt128(24 - 8 * $0))) }.joined(separator: ".")
    }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
    var best = 0..<0
    var index = 0
    while index < 8 {
      var end = index
      while end < 8, groups[end] == 0 { end += 1 }
      if end - index >= 2, end - index > best.count { best = index..<end }
      index = max(end, index + 1)
    }
    var text = ""
    index = 0
    while index < 8 {
      if index == best.lowerBound, !best.isEmpty {
        text += "::"
        index = best.upperBound
        continue
      }
      if !text.isEmpty, !text.hasSuffix(":") { text += ":" }
      text += String(groups[index], radix: 16)
      index += 1
    }
    return text
  }
}

/// A range of addresses with a common prefix.
struct IPNetwork {
  /// As it was written; ``first`` has the host's bits cut off.
  var address: IPAddress
  /// Of 128, IPv4 included.
  var prefix: Int

  init(address: IPAddress, prefix: Int) {
    self.address = address
    self.prefix = prefix
  }

  /// Reads `10.0.0.0/8` and cuts off the host's bits.
  init?(cidr text: Bytes) {
    let slash = text.firstIndex(of: UInt8(ascii: "/"), from: 0)
    guard slash >= 0, let (address, isV4) = IPAddress.parse(text.part(0, slash)) else { return nil }
    let digits = text.part(slash + 1, text.count)
    guard !digits.isEmpty else { return nil }
    var length = 0
    for byte in digits {
      guard byte &- UInt8(ascii: "0") <= 9, length <= 128 else { return nil }
      length = length * 10 + Int(byte - UInt8(ascii: "0"))
    }
    guard length <= (isV4 ? 32 : 128) else { return nil }
    self.init(address: address, prefix: isV4 ? length + 96 : length)
    self.address = IPAddress(bits: first)
  }

  private var hostMask: UInt128 { prefix == 0 ? .max : (UInt128(1) << UInt128(128 - prefix)) - 1 }
  var first: UInt128 { address.bits & ~hostMask }
  var last: UInt128 { address.bits | hostMask }
  /// Whether this is a network of IPv4 addresses: an IPv6 network that holds them all is not.
  var isV4: Bool { prefix >= 96 && first >> 32 == 0xFFFF }

  func contains(_ other: IPAddress) -> Bool {
    isV4 == other.isV4 && other.bits & ~hostMask == first
  }

  var text: String {
    address.isV4 && prefix >= 96 ? "\(address.text)/\(prefix - 96)" : "\(address.text)/\(prefix)"
  }
}
