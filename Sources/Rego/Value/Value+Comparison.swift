// Unsafe: compares arena memory in place.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Value: Hashable, Comparable {
  public static func == (a: Value, b: Value) -> Bool { equal(a, b) }
  public static func < (a: Value, b: Value) -> Bool { compare(a, b) < 0 }
  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  @inline(__always)
  func hasBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    Int(extent) == bytes.count
      && (extent == 0 || memcmp(pointer, bytes.baseAddress.unsafelyUnwrapped, bytes.count) == 0)
  }

  /// Whether two values are the same document; numbers by value.
  @inline(__always)
  package static func equal(_ a: Value, _ b: Value) -> Bool {
    if a.tag == .string, b.tag == .string {
      if a.bits == b.bits { return a.extent == b.extent }
      if a.extent != b.extent { return false }
      // Both hashes are there. Equal ones are rare here, but two tables may hold one string.
      if a.flags & b.flags & Flags.interned != 0, a.stringHash != b.stringHash { return false }
      return a.extent == 0 || memcmp(a.pointer, b.pointer, Int(a.extent)) == 0
    }
    if a.tag == .int, b.tag == .int { return a.bits == b.bits }
    return equalSlow(a, b)
  }

  @inline(never)
  private static func equalSlow(_ a: Value, _ b: Value) -> Bool {
    switch (a.tag, b.tag) {
    case (.undefined, .undefined), (.null, .null): return true
    case (.boolean, .boolean): return a.bits == b.bits
    case (.int, .decimal), (.decimal, .int), (.decimal, .decimal): return DecimalText.compare(a, b) == 0
    case (.array, .array):
      guard a.extent == b.extent else { return false }
      if a.bits == b.bits { return true }
      for index in 0..<Int(a.extent) where !equal(a.elements[index], b.elements[index]) { return false }
      return true
    case (.object, .object):
      if a.bits == b.bits { return true }
      guard a.count == b.count else { return false }
      for entry in a.unorderedEntries {
        let other = b.member(entry.key)
        if other.isUndefined || !equal(entry.value, other) { return false }
      }
      return true
    case (.set, .set):
      if a.bits == b.bits { return true }
      guard a.count == b.count else { return false }
      let header = a.collection
      for position in 0..<a.count where !b.hasMember(header.pointee.members[position]) { return false }
      return true
    case (.node, .node): return a.bits == b.bits && a.extent == b.extent
    default: return false
    }
  }

  /// The order of Rego values: -1, 0 or 1. Types first, then within the type.
  package static func compare(_ a: Value, _ b: Value) -> Int {
    let rankA = a.kind.rawValue
    let rankB = b.kind.rawValue
    if rankA != rankB { return rankA < rankB ? -1 : 1 }
    switch a.tag {
    case .undefined, .null, .node: return 0
    case .boolean: return a.bits == b.bits ? 0 : (a.bits < b.bits ? -1 : 1)
    case .int where b.tag == .int: return a.int64 == b.int64 ? 0 : (a.int64 < b.int64 ? -1 : 1)
    case .int, .decimal: return DecimalText.compare(a, b)
    case .string: return compareBytes(a, b)
    case .array: return compareSequences(a.elements, b.elements)
    case .set: return compareSequences(a.sortedMembers, b.sortedMembers)
    case .object: return compareObjects(a.sortedEntries, b.sortedEntries)
    }
  }

  private static func compareBytes(_ a: Value, _ b: Value) -> Int {
    let common = min(a.extent, b.extent)
    let order = common == 0 ? 0 : memcmp(a.pointer, b.pointer, Int(common))
    if order != 0 { return order < 0 ? -1 : 1 }
    return a.extent == b.extent ? 0 : (a.extent < b.extent ? -1 : 1)
  }

  private static func compareSequences(_ a: UnsafeBufferPointer<Value>, _ b: UnsafeBufferPointer<Value>) -> Int {
    if a.baseAddress == b.baseAddress, a.count == b.count { return 0 }
    for index in 0..<min(a.count, b.count) {
      let order = compare(a[index], b[index])
      if order != 0 { return order }
    }
    return a.count == b.count ? 0 : (a.count < b.count ? -1 : 1)
  }

  private static func compareObjects(_ a: UnsafeBufferPointer<Entry>, _ b: UnsafeBufferPointer<Entry>) -> Int {
    if a.baseAddress == b.baseAddress, a.count == b.count { return 0 }
    for index in 0..<min(a.count, b.count) {
      let keys = compare(a[index].key, b[index].key)
      if keys != 0 { return keys }
      let values = compare(a[index].value, b[index].value)
      if values != 0 { return values }
    }
    return a.count == b.count ? 0 : (a.count < b.count ? -1 : 1)
  }

  /// Equal values have equal hashes; numbers by value.
  @inline(__always)
  var hash: UInt32 {
    tag == .string ? stringHash : hashOther()
  }

  @inline(never)
  private func hashOther() -> UInt32 {
    // Each part is multiplied before it meets the next one: sums of what a sender wrote could be made equal.
    func mixed(_ value: UInt64) -> UInt64 { StringHash.mix(value ^ StringHash.seed, 0x9E37_79B9_7F4A_7C15) }
    func fold(_ value: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: mixed(value)) }
    switch tag {
    case .undefined, .null, .node: return UInt32(tag.rawValue)
    case .boolean: return bits == 0 ? 0x5555_1234 : 0x7777_4321
    case .int: return fold(bits)
    case .decimal: return DecimalText(self).int64.map { fold(UInt64(bitPattern: $0)) } ?? DecimalText(self).hash
    case .string: return stringHash
    case .array:
      var state: UInt64 = 0x0A11
      for element in elements { state = mixed(state ^ UInt64(element.hash)) }
      return fold(state)
    case .object:
      var state: UInt64 = 0x0B22
      for entry in unorderedEntries { state &+= mixed(UInt64(entry.key.hash) << 32 | UInt64(entry.value.hash)) }
      return fold(state)
    case .set:
      var state: UInt64 = 0x0C33
      for position in 0..<count { state &+= mixed(UInt64(collection.pointee.members[position].hash)) }
      return fold(state)
    }
  }
}
