/// Base64, hexadecimal and URL encodings.
enum Encoding {
  static let all: [Builtin] = [
    Builtin("base64.encode", 1) { (context, operands) throws(BuiltinError) in
      try base64(context.arena, operands, url: false, padded: true)
    },
    Builtin("base64url.encode", 1) { (context, operands) throws(BuiltinError) in
      try base64(context.arena, operands, url: true, padded: true)
    },
    Builtin("base64url.encode_no_pad", 1) { (context, operands) throws(BuiltinError) in
      try base64(context.arena, operands, url: true, padded: false)
    },
    Builtin("base64.decode", 1) { (context, operands) throws(BuiltinError) in
      try fromBase64(context.arena, try operands.string(0).utf8, url: false)
    },
    Builtin("base64url.decode", 1) { (context, operands) throws(BuiltinError) in
      try fromBase64(context.arena, try operands.string(0).utf8, url: true)
    },
    Builtin("base64.is_valid", 1) { (context, operands) throws(BuiltinError) in
      guard operands[0].tag == .string else { return .false }
      let output = try context.arena.reserveBounded(operands[0].count)
      return Value(Base64.decode(operands[0].utf8, into: output, url: false) >= 0)
    },
    Builtin("hex.encode", 1) { (context, operands) throws(BuiltinError) in
      let bytes = try operands.string(0).utf8
      let output = try context.arena.reserveBounded(bytes.count * 2)
      let digits: StaticString = "0123456789abcdef"
      for index in 0..<bytes.count {
        output[2 * index] = digits.utf8Start[Int(bytes[index] >> 4)]
        output[2 * index + 1] = digits.utf8Start[Int(bytes[index] & 15)]
      }
      return context.arena.finishString(output, count: bytes.count * 2)
    },
    Builtin("hex.decode", 1) { (context, operands) throws(BuiltinError) in
      try fromHex(context.arena, try operands.string(0).utf8)
    },
    Builtin("urlquery.encode", 1) { (context, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      let writer = context.emptyText()
      URLQuery.escape(text.utf8, to: writer)
      return try context.finishText()
    },
    Builtin("urlquery.decode", 1) { (context, operands) throws(BuiltinError) in
      try URLQuery.unescape(try operands.string(0).utf8, context.arena)
    },
    Builtin("urlquery.encode_object", 1) { (context, operands) throws(BuiltinError) in
      try URLQuery.encodeObject(context, try operands.object(0))
    },
    Builtin("urlquery.decode_object", 1) { (context, operands) throws(BuiltinError) in
      try URLQuery.decodeObject(context.arena, try operands.string(0).utf8)
    },
  ]

  private static func base64(
    _ arena: Arena, _ operands: Operands, url: Bool, padded: Bool
  ) throws(BuiltinError) -> Value {
    let bytes = try operands.string(0).utf8
    let output = try arena.reserveBounded((bytes.count + 2) / 3 * 4)
    return arena.finishString(output, count: Base64.encode(bytes, into: output, url: url, padded: padded))
  }

  /// What a base64 text stands for; padding may be missing in the URL alphabet.
  private static func fromBase64(_ arena: Arena, _ text: Bytes, url: Bool) throws(BuiltinError) -> Value {
    let output = try arena.reserveBounded((text.count + 3) / 4 * 3)
    return arena.finishString(output, count: try Base64.decodeText(text, into: output, url: url))
  }

  private static func fromHex(_ arena: Arena, _ text: Bytes) throws(BuiltinError) -> Value {
    let output = try arena.reserveBounded(text.count / 2)
    for index in 0..<text.count {
      guard let digit = hexDigit(text[index]) else {
        let writer = ByteWriter(capacity: 64)
        var item = FormatItem(writer: writer)
        item.isSharp = true
        item.write(Value(Int64(text[index])), verb: 0x55)
        throw .failed("encoding/hex: invalid byte: \(writer.string)")
      }
      if index / 2 < text.count / 2 { output[index / 2] = index % 2 == 0 ? digit << 4 : output[index / 2] | digit }
    }
    if text.count % 2 == 1 { throw .failed("encoding/hex: odd length hex string") }
    return arena.finishString(output, count: text.count / 2)
  }

  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// Query strings of URLs.
enum URLQuery {
  static func escape(_ text: Bytes, to writer: ByteWriter) {
    let digits: StaticString = "0123456789ABCDEF"
    for byte in text {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        writer.write(byte)
      case UInt8(ascii: " "): writer.write(UInt8(ascii: "+"))
      default:
        writer.write(UInt8(ascii: "%"))
        writer.write(digits.utf8Start[Int(byte >> 4)])
        writer.write(digits.utf8Start[Int(byte & 15)])
      }
    }
  }

  static func unescape(_ text: Bytes, _ arena: Arena) throws(BuiltinError) -> Value {
    let output = try arena.reserveBounded(text.count)
    var count = 0
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "%"):
        guard index + 2 < text.count, let high = Encoding.hexDigit(text[index + 1]),
          let low = Encoding.hexDigit(text[index + 2])
        else {
          let shown = text.part(index, min(text.count, index + 3))
          throw .failed("invalid URL escape \(TermText.quoted(shown))")
        }
        output[count] = high << 4 | low
        index += 2
      case UInt8(ascii: "+"): output[count] = UInt8(ascii: " ")
      default: output[count] = text[index]
      }
      count += 1
      index += 1
    }
    return arena.finishString(output, count: count)
  }

  static func encodeObject(_ context: BuiltinContext, _ object: Value) throws(BuiltinError) -> Value {
    let writer = context.emptyText()
    func pair(_ key: Value, _ value: Value) throws(BuiltinError) {
      guard value.tag == .string else {
        throw .type("operand 1 values must be string, array[string], or set[string]")
      }
      if writer.count > 0 { writer.write(UInt8(ascii: "&")) }
      escape(key.utf8, to: writer)
      writer.write(UInt8(ascii: "="))
      escape(value.utf8, to: writer)
    }
    for entry in object.sortedEntries {
      var key = entry.key
      if key.tag != .string {
        let text = ByteWriter(capacity: 64)
        JSONWriter.write(key, to: text, escaping: .html)
        key = context.arena.string(text.bytes)
      }
      switch entry.value.tag {
      case .array: for value in entry.value.elements { try pair(key, value) }
      case .set: for value in entry.value.sortedMembers { try pair(key, value) }
      default: try pair(key, entry.value)
      }
    }
    return try context.finishText()
  }

  /// Each key with its values in their order.
  static func decodeObject(_ arena: Arena, _ text: Bytes) throws(BuiltinError) -> Value {
    var keys = ArrayBuilder(arena)
    var values = ArrayBuilder(arena)
    var counts = ObjectBuilder(arena)
    var index = 0
    while index <= text.count {
      var end = text.firstIndex(of: UInt8(ascii: "&"), from: index)
      if end < 0 { end = text.count }
      let pair = text.part(index, end)
      index = end + 1
      if pair.isEmpty { continue }
      if pair.firstIndex(of: UInt8(ascii: ";"), from: 0) >= 0 { throw .failed("invalid semicolon separator in query") }
      let equals = pair.firstIndex(of: UInt8(ascii: "="), from: 0)
      let key = try unescape(equals < 0 ? pair : pair.part(0, equals), arena)
      keys.append(key)
      values.append(equals < 0 ? arena.string("") : try unescape(pair.part(equals + 1, pair.count), arena))
      let known = counts.get(key)
      counts.set(key, Value(known.isUndefined ? 1 : known.int64 + 1))
      if arena.isExhausted { throw .outOfMemory }
    }
    return collect(arena, keys.finish().elements, values.finish().elements, counts.finish())
  }

  private static func collect(
    _ arena: Arena, _ keys: UnsafeBufferPointer<Value>, _ values: UnsafeBufferPointer<Value>, _ counts: Value
  ) -> Value {
    var result = ObjectBuilder(arena, capacity: counts.count)
    var filled = ObjectBuilder(arena, capacity: counts.count)
    for (key, value) in zip(keys, values) {
      let position = filled.get(key)
      if position.isUndefined {
        let (array, elements) = arena.array(count: Int(counts.member(key).int64))
        elements.update(repeating: value, count: array.count)
        result.append(key, array)
        filled.append(key, Value(1))
      } else {
        let elements = UnsafeMutablePointer(mutating: result.get(key).elements.baseAddress.unsafelyUnwrapped)
        elements[Int(position.int64)] = value
        filled.set(key, Value(position.int64 + 1))
      }
    }
    return result.finish()
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The first index from `start` on of a byte, or -1.
  func firstIndex(of byte: UInt8, from start: Int) -> Int {
    withUnsafePointer(to: byte) { firstIndex(of: Bytes(start: $0, count: 1), from: start) }
  }
}
