// Unsafe: hash tables in arena memory.

/// The head of an object or a set in arena memory.
///
/// Entries lie in the order of insertion until somebody needs them sorted; then they are sorted in place, once.
/// Above eight entries an open-addressing index finds keys.
package struct CollectionHeader: BitwiseCopyable {
  package var count: UInt32
  var capacity: UInt32
  /// Slots of the index less one; 0 when there is none.
  var indexMask: UInt32
  var isSorted: Bool
  /// How high and how heavy the collection is.
  var measure = Measure()
  /// Objects: `Entry`; sets: `Value`.
  var entries: UnsafeMutableRawPointer
  /// Position of the entry plus one; 0 is a free slot.
  var index: UnsafeMutablePointer<UInt32>?

  static let scanMax: UInt32 = 8

  @inline(__always) var pairs: UnsafeMutablePointer<Entry> { entries.assumingMemoryBound(to: Entry.self) }
  @inline(__always) var members: UnsafeMutablePointer<Value> { entries.assumingMemoryBound(to: Value.self) }
}

/// One pair of an object.
package struct Entry: BitwiseCopyable {
  package var key: Value
  package var value: Value
}

extension Value: BitwiseCopyable {}

extension Arena {
  /// An array of `count` elements which the caller fills at once: before it is put anywhere.
  package func array(count: Int) -> (Value, UnsafeMutablePointer<Value>) {
    let elements = allocate(Value.self, count: count)
    return (Value(tag: .array, extent: UInt32(count), pointer: elements), elements)
  }

  /// An array with these elements.
  package func array(_ source: some Collection<Value>) -> Value {
    let (array, elements) = array(count: source.count)
    for (index, element) in source.enumerated() { elements[index] = element }
    return measured(array)
  }

  func collection(stride: Int, capacity: Int) -> UnsafeMutablePointer<CollectionHeader> {
    let header = allocate(CollectionHeader.self, count: 1)
    header.pointee = CollectionHeader(
      count: 0, capacity: UInt32(capacity), indexMask: 0, isSorted: true, entries: allocate(capacity * stride),
      index: nil)
    return header
  }

  /// Doubles the room for entries, and makes or doubles the index.
  func grow(_ header: UnsafeMutablePointer<CollectionHeader>, stride: Int) {
    let capacity = max(4, Int(header.pointee.capacity) * 2)
    let entries = allocate(capacity * stride)
    entries.copyMemory(from: header.pointee.entries, byteCount: Int(header.pointee.count) * stride)
    header.pointee.entries = entries
    header.pointee.capacity = UInt32(capacity)
  }

  func reindex(_ header: UnsafeMutablePointer<CollectionHeader>, stride: Int) {
    let count = Int(header.pointee.count)
    var slots = 32
    while slots < count * 2 + 2 { slots *= 2 }
    let index = allocate(UInt32.self, count: slots)
    index.update(repeating: 0, count: slots)
    header.pointee.index = index
    header.pointee.indexMask = UInt32(slots - 1)
    fillIndex(header, stride: stride)
  }

  private func fillIndex(_ header: UnsafeMutablePointer<CollectionHeader>, stride: Int) {
    Value.fillIndex(header, stride: stride)
  }
}

extension Value {
  static func fillIndex(_ header: UnsafeMutablePointer<CollectionHeader>, stride: Int) {
    let index = header.pointee.index.unsafelyUnwrapped
    for position in 0..<Int(header.pointee.count) {
      let key = (header.pointee.entries + position * stride).assumingMemoryBound(to: Value.self).pointee
      var slot = key.hash & header.pointee.indexMask
      while index[Int(slot)] != 0 { slot = (slot &+ 1) & header.pointee.indexMask }
      index[Int(slot)] = UInt32(position + 1)
    }
  }

  /// The position of a key among the entries, or -1.
  @inline(__always)
  static func position(
    of key: Value, in header: UnsafeMutablePointer<CollectionHeader>, stride: Int
  ) -> Int {
    let entries = header.pointee.entries
    if header.pointee.indexMask == 0 {
      for position in 0..<Int(header.pointee.count) {
        let candidate = (entries + position * stride).assumingMemoryBound(to: Value.self).pointee
        if Value.equal(candidate, key) { return position }
      }
      return -1
    }
    let index = header.pointee.index.unsafelyUnwrapped
    var slot = key.hash & header.pointee.indexMask
    while true {
      let position = Int(index[Int(slot)]) - 1
      if position < 0 { return -1 }
      if Value.equal((entries + position * stride).assumingMemoryBound(to: Value.self).pointee, key) { return position }
      slot = (slot &+ 1) & header.pointee.indexMask
    }
  }

  /// The value of an object's key, or undefined.
  @inline(__always)
  package func member(_ key: Value) -> Value {
    let header = collection
    let position = Value.position(of: key, in: header, stride: MemoryLayout<Entry>.stride)
    return position < 0 ? .undefined : header.pointee.pairs[position].value
  }

  /// The value of an object's string key, or undefined.
  package func member(_ key: UnsafeBufferPointer<UInt8>) -> Value {
    let header = collection
    if header.pointee.indexMask == 0 {
      for position in 0..<Int(header.pointee.count) {
        let entry = header.pointee.pairs[position]
        if entry.key.tag == .string, entry.key.hasBytes(key) { return entry.value }
      }
      return .undefined
    }
    let index = header.pointee.index.unsafelyUnwrapped
    var slot = StringHash.of(key) & header.pointee.indexMask
    while true {
      let position = Int(index[Int(slot)]) - 1
      if position < 0 { return .undefined }
      let entry = header.pointee.pairs[position]
      if entry.key.tag == .string, entry.key.hasBytes(key) { return entry.value }
      slot = (slot &+ 1) & header.pointee.indexMask
    }
  }

  package func member(_ key: StaticString) -> Value {
    member(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
  }

  /// Whether a set has this member.
  @inline(__always)
  package func hasMember(_ member: Value) -> Bool {
    Value.position(of: member, in: collection, stride: MemoryLayout<Value>.stride) >= 0
  }

  /// The pairs of an object in key order.
  package var sortedEntries: UnsafeBufferPointer<Entry> {
    let header = collection
    if !header.pointee.isSorted { Value.sortEntries(header) }
    return UnsafeBufferPointer(start: header.pointee.pairs, count: Int(header.pointee.count))
  }

  /// The pairs of an object in no particular order.
  package var unorderedEntries: UnsafeBufferPointer<Entry> {
    let header = collection
    return UnsafeBufferPointer(start: header.pointee.pairs, count: Int(header.pointee.count))
  }

  /// The members of a set in order.
  package var sortedMembers: UnsafeBufferPointer<Value> {
    let header = collection
    if !header.pointee.isSorted { Value.sortMembers(header) }
    return UnsafeBufferPointer(start: header.pointee.members, count: Int(header.pointee.count))
  }

  @inline(never)
  private static func sortEntries(_ header: UnsafeMutablePointer<CollectionHeader>) {
    let entries = UnsafeMutableBufferPointer(start: header.pointee.pairs, count: Int(header.pointee.count))
    InPlaceSort.sort(entries) { Value.compare($0.key, $1.key) < 0 }
    finishSort(header, stride: MemoryLayout<Entry>.stride)
  }

  @inline(never)
  private static func sortMembers(_ header: UnsafeMutablePointer<CollectionHeader>) {
    let members = UnsafeMutableBufferPointer(start: header.pointee.members, count: Int(header.pointee.count))
    InPlaceSort.sort(members) { Value.compare($0, $1) < 0 }
    finishSort(header, stride: MemoryLayout<Value>.stride)
  }

  private static func finishSort(_ header: UnsafeMutablePointer<CollectionHeader>, stride: Int) {
    header.pointee.isSorted = true
    if header.pointee.indexMask != 0 {
      header.pointee.index.unsafelyUnwrapped.update(repeating: 0, count: Int(header.pointee.indexMask) + 1)
      fillIndex(header, stride: stride)
    }
  }
}

/// Sorting without a temporary buffer: the standard library's sort allocates.
enum InPlaceSort {
  @inline(__always)
  static func sort<T: BitwiseCopyable>(_ items: UnsafeMutableBufferPointer<T>, by less: (T, T) -> Bool) {
    guard items.count > 1 else { return }
    if items.count <= 24 { insertionSort(items, by: less) } else { heapSort(items, by: less) }
  }

  @inline(__always)
  private static func insertionSort<T: BitwiseCopyable>(
    _ items: UnsafeMutableBufferPointer<T>, by less: (T, T) -> Bool
  ) {
    for index in 1..<items.count {
      let item = items[index]
      var hole = index
      while hole > 0, less(item, items[hole - 1]) {
        items[hole] = items[hole - 1]
        hole -= 1
      }
      items[hole] = item
    }
  }

  private static func heapSort<T: BitwiseCopyable>(
    _ items: UnsafeMutableBufferPointer<T>, by less: (T, T) -> Bool
  ) {
    var ordered = true
    for index in 1..<items.count where less(items[index], items[index - 1]) {
      ordered = false
      break
    }
    if ordered { return }
    func siftDown(_ start: Int, _ end: Int) {
      var root = start
      while root * 2 + 1 < end {
        var child = root * 2 + 1
        if child + 1 < end, less(items[child], items[child + 1]) { child += 1 }
        if !less(items[root], items[child]) { return }
        items.swapAt(root, child)
        root = child
      }
    }
    for start in stride(from: items.count / 2 - 1, through: 0, by: -1) { siftDown(start, items.count) }
    for end in stride(from: items.count - 1, to: 0, by: -1) {
      items.swapAt(0, end)
      siftDown(0, end)
    }
  }
}
