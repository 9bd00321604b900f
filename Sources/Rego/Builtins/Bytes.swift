// Unsafe: searches and copies bytes in place.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  /// The part from `start` to `end`, which must lie within.
  @inline(__always)
  func part(_ start: Int, _ end: Int) -> Bytes { Bytes(rebasing: self[start..<end]) }

  /// The first index from `start` on where `needle` lies, or -1. An empty needle is found at once.
  @inline(__always)
  func firstIndex(of needle: Bytes, from start: Int = 0) -> Int {
    if needle.isEmpty { return start }
    guard let base = baseAddress, let wanted = needle.baseAddress, count - start >= needle.count else { return -1 }
    if needle.count == 1 {
      guard let found = memchr(base + start, Int32(wanted[0]), count - start) else { return -1 }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
    return ByteSearch.find(needle, in: self, from: start)
  }

  @inline(__always)
  func hasPrefix(_ prefix: Bytes) -> Bool { hasBytes(prefix, at: 0) }

  @inline(__always)
  func hasSuffix(_ suffix: Bytes) -> Bool { hasBytes(suffix, at: count - suffix.count) }

  @inline(__always)
  func hasBytes(_ other: Bytes, at index: Int) -> Bool {
    if index < 0 || other.count > count - index { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return other.isEmpty }
    return memcmp(mine + index, theirs, other.count) == 0
  }

  func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount
      && (count == 0 || memcmp(baseAddress.unsafelyUnwrapped, text.utf8Start, count) == 0)
  }

  func hasPrefix(_ text: StaticString) -> Bool {
    hasPrefix(Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// How often `needle`, which is not empty, lies in these bytes without overlapping itself.
  func occurrences(of needle: Bytes) -> Int {
    var found = 0
    var index = firstIndex(of: needle)
    while index >= 0 {
      found += 1
      index = firstIndex(of: needle, from: index + needle.count)
    }
    return found
  }

  /// The code point at `index` and how many bytes it takes. What is no UTF-8 counts as U+FFFD, a byte at a time.
  func scalar(at index: Int) -> (value: UInt32, length: Int) {
    let lead = self[index]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let length = lead >= 0xF0 ? 4 : (lead >= 0xE0 ? 3 : 2)
    guard lead >= 0xC2, lead <= 0xF4, index + length <= count else { return (0xFFFD, 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = self[index + offset]
      guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let isShortest = length == 2 || (length == 3 && value >= 0x800) || (length == 4 && value >= 0x10000)
    guard isShortest, value <= 0x10FFFF, value & 0xFFFF_F800 != 0xD800 else { return (0xFFFD, 1) }
    return (value, length)
  }

  /// The code point that ends before `end`, which is above 0.
  func scalar(before end: Int) -> (value: UInt32, length: Int) {
    var start = end - 1
    while start > 0, end - start < 4, self[start] & 0xC0 == 0x80 { start -= 1 }
    let (value, length) = scalar(at: start)
    return start + length == end ? (value, length) : (0xFFFD, 1)
  }

  /// The byte offset of the code point with this number, or the end.
  func offset(ofCodePoint number: Int) -> Int {
    var index = 0
    var left = number
    while left > 0, index < count {
      index += scalar(at: index).length
      left -= 1
    }
    return index
  }

  /// How many code points there are.
  var codePoints: Int {
    if isASCII { return count }
    var index = 0
    var found = 0
    while index < count {
      index += scalar(at: index).length
      found += 1
    }
    return found
  }
}

extension UnsafeMutablePointer<UInt8> {
  /// Writes `bytes` at `offset` and moves it on.
  @inline(__always)
  func write(_ bytes: Bytes, at offset: inout Int) {
    if let source = bytes.baseAddress { memcpy(self + offset, source, bytes.count) }
    offset += bytes.count
  }

  /// Writes a code point at `offset`, 4 bytes at most.
  func write(scalar value: UInt32, at offset: inout Int) {
    func put(_ byte: UInt32) {
      self[offset] = UInt8(truncatingIfNeeded: byte)
      offset += 1
    }
    if value < 0x80 {
      put(value)
    } else if value < 0x800 {
      put(0xC0 | value >> 6)
      put(0x80 | value & 0x3F)
    } else if value < 0x10000 {
      put(0xE0 | value >> 12)
      put(0x80 | value >> 6 & 0x3F)
      put(0x80 | value & 0x3F)
    } else {
      put(0xF0 | value >> 18)
      put(0x80 | value >> 12 & 0x3F)
      put(0x80 | value >> 6 & 0x3F)
      put(0x80 | value & 0x3F)
    }
  }
}

extension Arena {
  /// Room for a string of `byteCount` bytes, when the bound on memory allows it.
  func reserveBounded(_ byteCount: Int) throws(BuiltinError) -> UnsafeMutablePointer<UInt8> {
    guard byteCount < Int(UInt32.max), admits(byteCount) else { throw .outOfMemory }
    return reserveString(byteCount)
  }

  /// A copy of `bytes` as a string, when the bound on memory allows it.
  func boundedString(_ bytes: Bytes) throws(BuiltinError) -> Value {
    guard bytes.count < Int(UInt32.max), admits(bytes.count) else { throw .outOfMemory }
    return string(bytes)
  }
}
