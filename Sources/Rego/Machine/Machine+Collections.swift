// Unsafe: builds collections of a frame's registers.

extension Machine {
  // MARK: Literals

  func makeArray(_ first: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
    let (array, elements) = arena.array(count: count)
    var measure = Measure()
    for index in 0..<count {
      elements[index] = first[index]
      arena.raise(&measure, over: first[index])
    }
    var result = array
    result.take(measure)
    return result
  }

  func makeSet(_ first: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
    var set = SetBuilder(arena, capacity: count)
    for index in 0..<count { set.insert(first[index]) }
    return set.finish()
  }

  /// Of two values for one key the later counts.
  func makeObject(_ first: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
    var object = ObjectBuilder(arena, capacity: count)
    for index in 0..<count {
      let (key, value) = (first[index * 2], first[index * 2 + 1])
      if object.get(key).isUndefined { object.append(key, value) } else { object.set(key, value) }
    }
    return object.finish()
  }

  // MARK: Growing collections

  /// Marks objects that rules are still putting together, so that a rule's own value is never written into.
  static let growing: UInt8 = 4

  /// Arrays keep their weight where other collections have the mark.
  private static func isGrowing(_ value: Value) -> Bool { value.tag != .array && value.flags & growing != 0 }

  func beginObject() -> Value {
    var object = ObjectBuilder(arena).finish()
    object.flags |= Machine.growing
    return object
  }

  func beginArray() -> Value {
    Value(tag: .set, pointer: arena.collection(stride: MemoryLayout<Value>.stride, capacity: 4))
  }

  func append(_ value: Value, to array: Value) {
    let header = array.collection
    if header.pointee.count == header.pointee.capacity { arena.grow(header, stride: MemoryLayout<Value>.stride) }
    header.pointee.members[Int(header.pointee.count)] = value
    arena.raise(&header.pointee.measure, over: value)
    header.pointee.count += 1
  }

  func finishArray(_ array: Value) -> Value {
    let header = array.collection
    var result = Value(tag: .array, extent: header.pointee.count, pointer: header.pointee.entries)
    result.take(header.pointee.measure)
    return result
  }

  /// False when the key has another value.
  func put(_ key: Value, _ value: Value, into object: Value) -> Bool {
    let known = object.member(key)
    if known.isUndefined {
      // What is put here is finished, whoever put it together.
      var finished = value
      if value.tag != .array { finished.flags &= ~Machine.growing }
      var builder = ObjectBuilder(arena, resuming: object)
      builder.append(key, finished)
      return true
    }
    return !Machine.isGrowing(known) && Value.equal(known, value)
  }

  /// The growing collection under a key, made when there is none; undefined when something else is there.
  func descend(_ object: Value, _ key: Value, isSet: Bool) -> Value {
    let known = object.member(key)
    if known.isUndefined {
      var inner = isSet ? SetBuilder(arena).finish() : beginObject()
      inner.flags |= Machine.growing
      var builder = ObjectBuilder(arena, resuming: object)
      builder.append(key, inner)
      // What is put into the inner one later raises this one too.
      object.collection.pointee.measure.height = 0
      return inner
    }
    guard known.tag == (isSet ? .set : .object), Machine.isGrowing(known) else { return .undefined }
    return known
  }

  // MARK: Iteration

  /// The state is the collection in `state[0]`, the next position in `state[1]`.
  func beginScan(_ source: Value, _ scan: UnsafeMutablePointer<Value>) -> Bool {
    switch source.tag {
    case .array: scan[0] = source
    case .object:
      _ = source.sortedEntries
      scan[0] = source
    case .set:
      _ = source.sortedMembers
      scan[0] = source
    case .node:
      scan[0] = shallow(source)
      if state.pointee.hasFailed { return false }
      return scan[0].tag != .node && beginScan(scan[0], scan)
    default: return false
    }
    scan[1] = Value(0)
    return true
  }

  @inline(__always)
  static func nextRound(_ scan: UnsafeMutablePointer<Value>, _ key: inout Value, _ value: inout Value) -> Bool {
    let position = Int(scan[1].bits)
    let source = scan[0]
    if source.tag == .array {
      guard position < Int(source.extent) else { return false }
      key = Value(position)
      value = source.elements[position]
    } else {
      let header = source.collection
      guard position < Int(header.pointee.count) else { return false }
      if source.tag == .object {
        key = header.pointee.pairs[position].key
        value = header.pointee.pairs[position].value
      } else {
        key = header.pointee.members[position]
        value = key
      }
    }
    scan[1] = Value(position + 1)
    return true
  }

  // MARK: Look-up

  /// What a bracket after a value gives.
  @inline(__always)
  func member(of source: Value, _ key: Value) -> Value {
    switch source.tag {
    case .object: return source.member(key)
    case .array:
      guard key.tag == .int, key.bits < UInt64(source.extent) else { return .undefined }
      return source.elements[Int(key.bits)]
    case .set: return source.hasMember(key) ? key : .undefined
    case .node: return child(of: source, key)
    default: return .undefined
    }
  }
}

extension Value {
  /// What a bracket after a finished value gives.
  func member(at key: Value) -> Value {
    switch tag {
    case .object: return member(key)
    case .array:
      guard key.tag == .int, key.bits < UInt64(extent) else { return .undefined }
      return elements[Int(key.bits)]
    case .set: return hasMember(key) ? key : .undefined
    default: return .undefined
    }
  }
}
