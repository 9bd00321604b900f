// Unsafe: open addressing over arena strings.

/// The interned strings of one policy snapshot.
///
/// Constants of all programs of a snapshot, and the strings of its data, are interned here while the snapshot is
/// built; after ``freeze()`` the table is read-only and read by every worker without a lock. A table that has a
/// parent (a query prepared later) hands out strings that are not marked as interned.
public final class SymbolTable: @unchecked Sendable {
  private struct State {
    var slots: UnsafeMutablePointer<Value>
    var mask: Int
    var count = 0
    var frozen = false
  }

  private let state: UnsafeMutablePointer<State>
  let parent: SymbolTable?
  /// Holds the strings, and the constants and data of the snapshot.
  package let arena: Arena

  public convenience init() { self.init(parent: nil) }

  /// A table for what comes after `parent` was frozen.
  package init(parent: SymbolTable?) {
    self.parent = parent
    arena = Arena(bytesKept: .max)
    state = .allocate(capacity: 1)
    let slots = UnsafeMutablePointer<Value>.allocate(capacity: 256)
    slots.initialize(repeating: .undefined, count: 256)
    state.initialize(to: State(slots: slots, mask: 255))
  }

  deinit {
    state.pointee.slots.deallocate()
    state.deallocate()
  }

  /// Whether new strings are refused.
  public var isFrozen: Bool { state.pointee.frozen }

  /// Ends interning; the table may be read from many threads afterwards.
  public func freeze() {
    guard !state.pointee.frozen else { return }
    state.pointee.frozen = true
    arena.freeze()
  }

  /// The interned string of these bytes, if there is one.
  package func find(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Value? {
    var index = Int(hash) & state.pointee.mask
    while true {
      let slot = state.pointee.slots[index]
      if slot.tag == .undefined { return parent?.find(bytes, hash: hash) }
      if slot.stringHash == hash, slot.hasBytes(bytes) { return slot }
      index = (index + 1) & state.pointee.mask
    }
  }

  /// The string of these bytes, made when it is not there yet.
  package func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
    let hash = StringHash.of(bytes)
    if let found = find(bytes, hash: hash) { return found }
    precondition(!state.pointee.frozen, "a frozen symbol table is read-only")
    let value = arena.makeString(bytes, hash: hash, flags: parent == nil ? Value.Flags.interned : 0)
    insert(value)
    state.pointee.count += 1
    if state.pointee.count * 2 > state.pointee.mask { grow() }
    return value
  }

  package func intern(_ text: String) -> Value {
    var text = text
    return text.withUTF8 { intern($0) }
  }

  private func insert(_ value: Value) {
    var index = Int(value.stringHash) & state.pointee.mask
    while state.pointee.slots[index].tag != .undefined { index = (index + 1) & state.pointee.mask }
    state.pointee.slots[index] = value
  }

  private func grow() {
    let old = state.pointee.slots
    let oldCount = state.pointee.mask + 1
    let slots = UnsafeMutablePointer<Value>.allocate(capacity: oldCount * 2)
    slots.initialize(repeating: .undefined, count: oldCount * 2)
    state.pointee.slots = slots
    state.pointee.mask = oldCount * 2 - 1
    for index in 0..<oldCount where old[index].tag != .undefined { insert(old[index]) }
    old.deallocate()
  }

  /// A copy of `value` in this table's arena, with every string interned and every collection sorted.
  package func adopt(_ value: Value) -> Value {
    switch value.tag {
    case .undefined, .null, .boolean, .int, .node: return value
    case .decimal: return arena.number(value.utf8)
    case .string: return intern(value.utf8)
    case .array:
      let (array, elements) = arena.array(count: value.count)
      for (index, element) in value.elements.enumerated() { elements[index] = adopt(element) }
      return arena.measured(array)
    case .object:
      var builder = ObjectBuilder(arena, capacity: value.count)
      for entry in value.sortedEntries { builder.set(adopt(entry.key), adopt(entry.value)) }
      return builder.finishSorted()
    case .set:
      var builder = SetBuilder(arena, capacity: value.count)
      for member in value.sortedMembers { builder.insert(adopt(member)) }
      return builder.finishSorted()
    }
  }
}
