/// `json.patch` (RFC 6902), on sets too. Each operation copies what lies along its path and shares the rest. A patch
/// that cannot be applied has no result.
enum JSONPatch {
  static let all: [Builtin] = [
    Builtin("json.patch", 2) { (context, operands) throws(BuiltinError) in
      let operations = try operands.array(1).elements
      var document = operands[0]
      for operation in operations {
        guard let patched = try apply(context.arena, operation, to: document) else { return .undefined }
        document = patched
        if context.arena.isExhausted { throw .outOfMemory }
      }
      return document
    }
  ]

  private static func apply(_ arena: Arena, _ operation: Value, to document: Value) throws(BuiltinError) -> Value? {
    guard operation.tag == .object, case let name = operation.member("op"), name.tag == .string,
      let path = try steps(arena, operation, "path")
    else { return nil }
    if name.isString("remove") { return edit(arena, document, path, .remove) }
    if name.isString("move") || name.isString("copy") {
      guard let from = try steps(arena, operation, "from"), let value = find(document, from) else { return nil }
      let source = name.isString("copy") ? document : edit(arena, document, from, .remove)
      guard let source else { return nil }
      return edit(arena, source, path, .insert(value))
    }
    let value = operation.member("value")
    if value.isUndefined { return nil }
    if name.isString("add") { return edit(arena, document, path, .insert(value)) }
    if name.isString("replace") {
      guard let without = edit(arena, document, path, .remove) else { return nil }
      return edit(arena, without, path, .insert(value))
    }
    if name.isString("test") {
      guard let found = find(document, path), Value.equal(found, value) else { return nil }
      return document
    }
    return nil
  }

  private static func steps(_ arena: Arena, _ operation: Value, _ name: StaticString) throws(BuiltinError)
    -> UnsafeBufferPointer<Value>?
  {
    let path = operation.member(name)
    guard path.tag == .string || path.tag == .array else { return nil }
    return try DocumentPaths.steps(arena, path).elements
  }

  private static func find(_ document: Value, _ path: UnsafeBufferPointer<Value>) -> Value? {
    var current = document
    for step in path {
      if current.tag == .array {
        guard let index = index(step, count: current.count), index < current.count else { return nil }
        current = current.elements[index]
      } else {
        current = Objects.child(current, step)
        // What a removed root leaves behind.
        if current.isUndefined { return nil }
      }
    }
    return current.isUndefined ? nil : current
  }

  /// An array's index: a number, digits without leading zeros, or `-` for the end.
  private static func index(_ step: Value, count: Int) -> Int? {
    if step.tag == .int { return step.int64 >= 0 && step.int64 <= Int64(count) ? Int(step.int64) : nil }
    guard step.tag == .string else { return nil }
    if step.isString("-") { return count }
    guard let number = DecimalText.plainInteger(step.utf8), number >= 0, number <= Int64(count) else { return nil }
    if step.utf8[0] == UInt8(ascii: "0"), step.count > 1 { return nil }
    return Int(number)
  }

  private enum Change {
    case insert(Value)
    case remove
  }

  /// The document with a change at the end of the path, or nil when the path leads nowhere.
  private static func edit(
    _ arena: Arena, _ value: Value, _ path: UnsafeBufferPointer<Value>, _ change: Change
  ) -> Value? {
    guard let step = path.first else {
      // The root is replaced or removed.
      if case .insert(let new) = change { return new }
      return value.isUndefined ? nil : .undefined
    }
    let rest = UnsafeBufferPointer(rebasing: path.dropFirst())
    switch value.tag {
    case .object: return editObject(arena, value, step, rest, change)
    case .array: return editArray(arena, value, step, rest, change)
    case .set: return editSet(arena, value, step, rest, change)
    default: return nil
    }
  }

  private static func editObject(
    _ arena: Arena, _ object: Value, _ step: Value, _ rest: UnsafeBufferPointer<Value>, _ change: Change
  ) -> Value? {
    let known = object.member(step)
    var child = Value.undefined
    if rest.isEmpty {
      if case .insert(let new) = change { child = new } else if known.isUndefined { return nil }
    } else {
      guard !known.isUndefined, let edited = edit(arena, known, rest, change) else { return nil }
      child = edited
    }
    var builder = ObjectBuilder(arena, capacity: object.count + 1)
    for entry in object.sortedEntries {
      if !Value.equal(entry.key, step) {
        builder.append(entry.key, entry.value)
      } else if !child.isUndefined {
        builder.append(entry.key, child)
      }
    }
    if known.isUndefined { builder.append(step, child) }
    return builder.finish()
  }

  private static func editArray(
    _ arena: Arena, _ array: Value, _ step: Value, _ rest: UnsafeBufferPointer<Value>, _ change: Change
  ) -> Value? {
    guard let index = index(step, count: array.count) else { return nil }
    let source = array.elements
    if rest.isEmpty, case .insert(let new) = change {
      let (result, elements) = arena.array(count: array.count + 1)
      for position in 0...array.count {
        elements[position] = position < index ? source[position] : (position == index ? new : source[position - 1])
      }
      return arena.measured(result)
    }
    guard index < array.count else { return nil }
    if rest.isEmpty {
      let (result, elements) = arena.array(count: array.count - 1)
      for position in 0..<(array.count - 1) { elements[position] = source[position < index ? position : position + 1] }
      return arena.measured(result)
    }
    guard let child = edit(arena, source[index], rest, change) else { return nil }
    let result = arena.array(source)
    UnsafeMutablePointer(mutating: result.elements.baseAddress.unsafelyUnwrapped)[index] = child
    return arena.measured(result)
  }

  private static func editSet(
    _ arena: Arena, _ set: Value, _ step: Value, _ rest: UnsafeBufferPointer<Value>, _ change: Change
  ) -> Value? {
    var child = Value.undefined
    if rest.isEmpty {
      if case .insert(let new) = change {
        // A member is named by itself.
        guard Value.equal(step, new) else { return nil }
        child = new
      } else if !set.hasMember(step) {
        return nil
      }
    } else {
      guard set.hasMember(step), let edited = edit(arena, step, rest, change) else { return nil }
      child = edited
    }
    var builder = SetBuilder(arena, capacity: set.count + 1)
    for member in set.sortedMembers where !Value.equal(member, step) { builder.insert(member) }
    if !child.isUndefined { builder.insert(child) }
    return builder.finish()
  }
}
