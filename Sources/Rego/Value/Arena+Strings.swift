// Unsafe: writes string headers and bytes into arena memory.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What lies in the 8 bytes before a string's first byte.
package struct StringHeader: BitwiseCopyable {
  /// 0 when not computed yet (long strings of a decision's arena).
  var hash: UInt32
  /// Code points; `UInt32.max` when not counted yet.
  var codePoints: UInt32
}

extension Arena {
  /// Strings up to this length are hashed and looked up among the symbols as they are made.
  static let eagerHashBytesMax = 128

  /// A string of these bytes, which must be valid UTF-8. Interned when the symbol table has it; else copied.
  package func string(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
    let hash = bytes.count <= Arena.eagerHashBytesMax || symbols == nil ? StringHash.of(bytes) : 0
    if hash != 0, let found = symbols?.find(bytes, hash: hash) { return found }
    return makeString(bytes, hash: hash, flags: 0)
  }

  /// A string of these bytes, which must be valid UTF-8.
  package func string(_ text: StaticString) -> Value {
    string(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A copy of `text` as a value.
  public func string(_ text: String) -> Value {
    var text = text
    return text.withUTF8 { string($0) }
  }

  func makeString(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt32, flags: UInt8) -> Value {
    let start = reserveString(bytes.count)
    if let source = bytes.baseAddress { memcpy(start, source, bytes.count) }
    return finishString(start, count: bytes.count, hash: hash, flags: flags)
  }

  /// Room for a string of at most `byteCount` bytes, to be filled and handed to ``finishString(_:count:)``.
  package func reserveString(_ byteCount: Int) -> UnsafeMutablePointer<UInt8> {
    let memory = allocate(byteCount + MemoryLayout<StringHeader>.size)
    return (memory + MemoryLayout<StringHeader>.size).bindMemory(to: UInt8.self, capacity: byteCount)
  }

  /// The string whose `count` bytes were written to reserved memory. Not looked up among the symbols.
  package func finishString(_ start: UnsafeMutablePointer<UInt8>, count: Int) -> Value {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    let hash = count <= Arena.eagerHashBytesMax || symbols == nil ? StringHash.of(bytes) : 0
    if hash != 0, let found = symbols?.find(bytes, hash: hash) { return found }
    return finishString(start, count: count, hash: hash, flags: 0)
  }

  private func finishString(
    _ start: UnsafeMutablePointer<UInt8>, count: Int, hash: UInt32, flags: UInt8
  ) -> Value {
    precondition(count <= Int(UInt32.max), "a string is longer than 4 GiB")
    let ascii = UnsafeBufferPointer(start: start, count: count).isASCII
    let header = UnsafeMutableRawPointer(start) - MemoryLayout<StringHeader>.size
    header.storeBytes(
      of: StringHeader(hash: hash, codePoints: ascii ? UInt32(count) : .max), as: StringHeader.self)
    let value = Value(
      tag: .string, flags: flags | (ascii ? Value.Flags.ascii : 0), extent: UInt32(count), pointer: start)
    // Strings of a shared arena are counted now, because reading must not write.
    if !ascii, symbols == nil { _ = value.codePointCount }
    return value
  }

  /// A number from its decimal text, which must follow the JSON grammar. Kept as it was written; inline when it is a
  /// plain 64-bit integer.
  package func number(_ text: UnsafeBufferPointer<UInt8>) -> Value {
    if let integer = DecimalText.plainInteger(text) { return Value(integer) }
    let start = allocate(text.count)
    memcpy(start, text.baseAddress!, text.count)
    return Value(tag: .decimal, extent: UInt32(text.count), pointer: start)
  }

  /// A number from its decimal text, which must follow the JSON grammar.
  package func number(_ text: String) -> Value {
    var text = text
    return text.withUTF8 { number($0) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether every byte is below 128.
  var isASCII: Bool {
    guard let base = baseAddress else { return true }
    var index = 0
    let raw = UnsafeRawPointer(base)
    while index + 8 <= count {
      if raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
      index += 8
    }
    while index < count {
      if base[index] >= 0x80 { return false }
      index += 1
    }
    return true
  }
}

/// The hash of strings: seeded once a process, so that a sender cannot choose keys that collide.
package enum StringHash {
  static let seed: UInt64 = UInt64.random(in: .min ... .max) | 1

  @inline(__always)
  static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Never 0.
  package static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let count = bytes.count
    var state = seed ^ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    // An empty buffer may have an address or none: both hash alike.
    if count > 0, let base = bytes.baseAddress {
      let raw = UnsafeRawPointer(base)
      var index = 0
      while index + 8 <= count {
        let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        state = mix(state ^ word, 0xD6E8_FEB8_6659_FD93)
        index += 8
      }
      var tail: UInt64 = 0
      while index < count {
        tail = tail << 8 | UInt64(base[index])
        index += 1
      }
      state = mix(state ^ tail, 0xA076_1D64_78BD_642F ^ seed)
    }
    let folded = UInt32(truncatingIfNeeded: state ^ (state >> 32))
    return folded == 0 ? 1 : folded
  }
}

extension Value {
  /// The string's hash: cached for short strings and those of shared arenas.
  @inline(__always)
  var stringHash: UInt32 {
    let header = (pointer - MemoryLayout<StringHeader>.size).assumingMemoryBound(to: StringHeader.self)
    let hash = header.pointee.hash
    if hash != 0 { return hash }
    return computeStringHash()
  }

  @inline(never)
  private func computeStringHash() -> UInt32 {
    let hash = StringHash.of(utf8)
    let header = UnsafeMutablePointer(
      mutating: (pointer - MemoryLayout<StringHeader>.size).assumingMemoryBound(to: StringHeader.self))
    header.pointee.hash = hash
    return hash
  }

  /// How many code points a string has; a byte that is no UTF-8 counts as one.
  package var codePointCount: Int {
    if flags & Flags.ascii != 0 { return Int(extent) }
    let header = UnsafeMutablePointer(
      mutating: (pointer - MemoryLayout<StringHeader>.size).assumingMemoryBound(to: StringHeader.self))
    if header.pointee.codePoints != .max { return Int(header.pointee.codePoints) }
    let count = utf8.codePoints
    header.pointee.codePoints = UInt32(truncatingIfNeeded: count)
    return count
  }

  /// Whether a string has exactly these bytes.
  package func isString(_ text: StaticString) -> Bool {
    tag == .string && Int(extent) == text.utf8CodeUnitCount
      && memcmp(pointer, text.utf8Start, Int(extent)) == 0
  }
}
