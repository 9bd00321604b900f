// Unsafe: fills collections in arena memory.

/// Builds an object in an arena. The finished value shares the builder's memory: do not build on after finishing.
public struct ObjectBuilder {
  let arena: Arena
  let header: UnsafeMutablePointer<CollectionHeader>

  public init(_ arena: Arena, capacity: Int = 4) {
    self.arena = arena
    header = arena.collection(stride: MemoryLayout<Entry>.stride, capacity: max(capacity, 1))
  }

  /// Continues with an object value that this arena's builder made and nobody has seen yet.
  init(_ arena: Arena, resuming value: Value) {
    self.arena = arena
    header = value.collection
  }

  public var count: Int { Int(header.pointee.count) }

  /// The value under `key`, or undefined.
  package func get(_ key: Value) -> Value {
    Value(tag: .object, pointer: header).member(key)
  }

  /// Puts `value` under `key`; the last one wins.
  public mutating func set(_ key: Value, _ value: Value) {
    let position = Value.position(of: key, in: header, stride: MemoryLayout<Entry>.stride)
    if position >= 0 {
      header.pointee.pairs[position].value = value
      arena.raise(&header.pointee.measure, over: value)
    } else {
      append(key, value)
    }
  }

  public mutating func set(_ key: String, _ value: Value) { set(arena.string(key), value) }

  package mutating func set(_ key: StaticString, _ value: Value) { set(arena.string(key), value) }

  /// Puts a pair whose key is known not to be there yet.
  package mutating func append(_ key: Value, _ value: Value) {
    if header.pointee.count == header.pointee.capacity { arena.grow(header, stride: MemoryLayout<Entry>.stride) }
    let position = header.pointee.count
    header.pointee.pairs[Int(position)] = Entry(key: key, value: value)
    arena.raise(&header.pointee.measure, over: key)
    arena.raise(&header.pointee.measure, over: value)
    header.pointee.count = position + 1
    if header.pointee.isSorted, position > 0,
      Value.compare(header.pointee.pairs[Int(position) - 1].key, key) > 0
    {
      header.pointee.isSorted = false
    }
    CollectionHeader.noteInserted(key, header, arena, stride: MemoryLayout<Entry>.stride)
  }

  public consuming func finish() -> Value { Value(tag: .object, pointer: header) }

  /// The object, sorted now: for arenas that are shared afterwards.
  public consuming func finishSorted() -> Value {
    let value = Value(tag: .object, pointer: header)
    _ = value.sortedEntries
    return value
  }
}

/// Builds a set in an arena. The finished value shares the builder's memory: do not build on after finishing.
public struct SetBuilder {
  let arena: Arena
  let header: UnsafeMutablePointer<CollectionHeader>

  public init(_ arena: Arena, capacity: Int = 4) {
    self.arena = arena
    header = arena.collection(stride: MemoryLayout<Value>.stride, capacity: max(capacity, 1))
  }

  init(_ arena: Arena, resuming value: Value) {
    self.arena = arena
    header = value.collection
  }

  public var count: Int { Int(header.pointee.count) }

  package func contains(_ member: Value) -> Bool {
    Value.position(of: member, in: header, stride: MemoryLayout<Value>.stride) >= 0
  }

  public mutating func insert(_ member: Value) {
    guard !contains(member) else { return }
    if header.pointee.count == header.pointee.capacity { arena.grow(header, stride: MemoryLayout<Value>.stride) }
    let position = header.pointee.count
    header.pointee.members[Int(position)] = member
    arena.raise(&header.pointee.measure, over: member)
    header.pointee.count = position + 1
    if header.pointee.isSorted, position > 0, Value.compare(header.pointee.members[Int(position) - 1], member) > 0 {
      header.pointee.isSorted = false
    }
    CollectionHeader.noteInserted(member, header, arena, stride: MemoryLayout<Value>.stride)
  }

  public consuming func finish() -> Value { Value(tag: .set, pointer: header) }

  public consuming func finishSorted() -> Value {
    let value = Value(tag: .set, pointer: header)
    _ = value.sortedMembers
    return value
  }
}

/// Builds an array of unknown length in an arena.
public struct ArrayBuilder {
  let arena: Arena
  private var elements: UnsafeMutablePointer<Value>
  private var capacity: Int
  private var measure = Measure()
  public private(set) var count = 0

  public init(_ arena: Arena, capacity: Int = 4) {
    self.arena = arena
    self.capacity = max(capacity, 1)
    elements = arena.allocate(Value.self, count: self.capacity)
  }

  public mutating func append(_ value: Value) {
    if count == capacity {
      let grown = arena.allocate(Value.self, count: capacity * 2)
      grown.update(from: elements, count: count)
      elements = grown
      capacity *= 2
    }
    elements[count] = value
    arena.raise(&measure, over: value)
    count += 1
  }

  /// An element that was appended before; `index` must be below ``count``.
  package subscript(index: Int) -> Value { elements[index] }

  package mutating func removeLast() { count -= 1 }

  public consuming func finish() -> Value {
    var value = Value(tag: .array, extent: UInt32(count), pointer: elements)
    value.take(measure)
    return value
  }
}

extension CollectionHeader {
  /// Keeps the index true after `key` was put at the end.
  @inline(__always)
  static func noteInserted(
    _ key: Value, _ header: UnsafeMutablePointer<CollectionHeader>, _ arena: Arena, stride: Int
  ) {
    let count = header.pointee.count
    if header.pointee.indexMask == 0 {
      if count > CollectionHeader.scanMax { arena.reindex(header, stride: stride) }
    } else if count &* 2 > header.pointee.indexMask {
      arena.reindex(header, stride: stride)
    } else {
      let index = header.pointee.index.unsafelyUnwrapped
      var slot = key.hash & header.pointee.indexMask
      while index[Int(slot)] != 0 { slot = (slot &+ 1) & header.pointee.indexMask }
      index[Int(slot)] = count
    }
  }
}
