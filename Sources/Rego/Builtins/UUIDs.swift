/// UUIDs.
enum UUIDs {
  static let all: [Builtin] = [
    Builtin("uuid.rfc4122", 1, isDeterministic: false) { (context, _) in
      let high = context.random.next()
      let low = context.random.next()
      // Version 4, variant 1.
      let bits = UInt128(high & ~0xF000 | 0x4000) << 64 | UInt128(low & (1 << 62 - 1) | 1 << 63)
      let digits: StaticString = "0123456789abcdef"
      let output = context.arena.reserveString(36)
      var count = 0
      for position in stride(from: 124, through: 0, by: -4) {
        if count == 8 || count == 13 || count == 18 || count == 23 {
          output[count] = UInt8(ascii: "-")
          count += 1
        }
        output[count] = digits.utf8Start[Int(truncatingIfNeeded: bits >> UInt128(position)) & 15]
        count += 1
      }
      return context.arena.finishString(output, count: count)
    },
    Builtin("uuid.parse", 1) { (context, operands) throws(BuiltinError) in
      guard let uuid = bits(try operands.string(0).utf8) else { return .undefined }
      return describe(context.arena, uuid)
    },
  ]

  /// With or without dashes, in braces, or behind `urn:uuid:`.
  private static func bits(_ text: Bytes) -> UInt128? {
    var text = text
    switch text.count {
    case 32: return hex(text)
    case 36: break
    case 38: text = text.part(1, 37)
    case 45:
      let prefix = "urn:uuid:".utf8
      guard zip(prefix, text).allSatisfy({ $0 == $1 || ($1 &- 0x41 < 26 && $0 == $1 | 0x20) }) else { return nil }
      text = text.part(9, 45)
    default: return nil
    }
    for dash in [8, 13, 18, 23] where text[dash] != UInt8(ascii: "-") { return nil }
    return hex(text)
  }

  private static func hex(_ text: Bytes) -> UInt128? {
    var bits: UInt128 = 0
    for index in 0..<text.count {
      if text.count == 36, index == 8 || index == 13 || index == 18 || index == 23 { continue }
      guard let digit = Encoding.hexDigit(text[index]) else { return nil }
      bits = bits << 4 | UInt128(digit)
    }
    return bits
  }

  private static func describe(_ arena: Arena, _ uuid: UInt128) -> Value {
    func byte(_ index: Int) -> UInt64 { UInt64(truncatingIfNeeded: uuid >> UInt128(120 - 8 * index)) & 0xFF }
    var object = ObjectBuilder(arena, capacity: 8)
    let version = byte(6) >> 4
    object.set("version", Value(Int(version)))
    let variant: StaticString =
      switch byte(8) {
      case 0x80...0xBF: "RFC4122"
      case 0xC0...0xDF: "Microsoft"
      case 0xE0...0xFF: "Future"
      default: "Reserved"
      }
    object.set("variant", arena.string(variant))
    guard version == 1 || version == 2 else { return object.finish() }
    object.set("clocksequence", Value(Int((byte(8) << 8 | byte(9)) & 0x3FFF)))
    let node = (10..<16).map { index in
      let digits = String(byte(index), radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }
    object.set("nodeid", arena.string(node.joined(separator: "-")))
    let scope = byte(10) & 2 == 0 ? "global" : "local"
    object.set("macvariables", arena.string("\(scope):\(byte(10) & 1 == 0 ? "unicast" : "multicast")"))
    let high = UInt64(truncatingIfNeeded: uuid >> 64)
    let ticks = (high & 0xFFF) << 48 | (high >> 16 & 0xFFFF) << 32 | high >> 32
    // From 100 ns since 15 October 1582.
    object.set("time", Value((Int64(bitPattern: ticks) &- 0x01B2_1DD2_1381_4000) &* 100))
    if version == 2 {
      object.set("id", Value(Int(high >> 32)))
      let domains = ["Person", "Group", "Org"]
      let domain = Int(byte(9))
      object.set("domain", arena.string(domain < 3 ? domains[domain] : "Domain\(domain)"))
    }
    return object.finish()
  }
}
