/// `json.filter` and `json.remove`: parts of documents by paths.
enum DocumentPaths {
  static let all: [Builtin] = [
    Builtin("json.filter", 2) { (context, operands) throws(BuiltinError) in
      let object = try operands.object(0)
      return try filter(context.arena, object, try tree(context.arena, operands[1]))
    },
    Builtin("json.remove", 2) { (context, operands) throws(BuiltinError) in
      let object = try operands.object(0)
      return try remove(context.arena, object, try tree(context.arena, operands[1]))
    },
  ]

  /// The steps of a path: a text with slashes, or an array.
  static func steps(_ arena: Arena, _ path: Value) throws(BuiltinError) -> Value {
    switch path.tag {
    case .array: return path
    case .string: return try steps(arena, path.utf8)
    default:
      throw .type(
        "operand 2 must be one of {set, array} containing string paths or array of path segments but got "
          + path.kind.name)
    }
  }

  private static func steps(_ arena: Arena, _ text: Bytes) throws(BuiltinError) -> Value {
    var builder = ArrayBuilder(arena)
    if text.isEmpty { return builder.finish() }
    var index = 0
    while index < text.count, text[index] == UInt8(ascii: "/") { index += 1 }
    while true {
      let slash = text.firstIndex(of: UInt8(ascii: "/"), from: index)
      let end = slash < 0 ? text.count : slash
      builder.append(unescaped(arena, text.part(index, end)))
      if arena.isExhausted { throw .outOfMemory }
      if slash < 0 { return builder.finish() }
      index = slash + 1
    }
  }

  /// `~1` stands for `/` and `~0` for `~`, in this order.
  private static func unescaped(_ arena: Arena, _ text: Bytes) -> Value {
    if text.firstIndex(of: UInt8(ascii: "~"), from: 0) < 0 { return arena.string(text) }
    func replace(_ bytes: [UInt8], _ digit: UInt8, _ replacement: UInt8) -> [UInt8] {
      var output: [UInt8] = []
      var index = 0
      while index < bytes.count {
        if bytes[index] == UInt8(ascii: "~"), index + 1 < bytes.count, bytes[index + 1] == digit {
          output.append(replacement)
          index += 2
        } else {
          output.append(bytes[index])
          index += 1
        }
      }
      return output
    }
    let slashes = replace(Array(text), UInt8(ascii: "1"), UInt8(ascii: "/"))
    return replace(slashes, UInt8(ascii: "0"), UInt8(ascii: "~")).withUnsafeBufferPointer { arena.string($0) }
  }

  /// All paths as one tree of objects with null at their ends. An end cuts off longer paths that come after it.
  private static func tree(_ arena: Arena, _ paths: Value) throws(BuiltinError) -> Value {
    let elements: UnsafeBufferPointer<Value>
    switch paths.tag {
    case .array: elements = paths.elements
    case .set: elements = paths.sortedMembers
    default: throw .operandType(2, expected: [.set, .array], got: paths.kind)
    }
    let root = ObjectBuilder(arena).finish()
    for path in elements {
      let steps = try steps(arena, path).elements
      guard let last = steps.last else { continue }
      var node = root
      for step in steps.dropLast() {
        let known = node.member(step)
        if known.tag == .null {
          node = .null
          break
        }
        let child = known.isUndefined ? ObjectBuilder(arena).finish() : known
        if known.isUndefined {
          var builder = ObjectBuilder(arena, resuming: node)
          builder.append(step, child)
        }
        node = child
      }
      if node.tag == .object {
        var builder = ObjectBuilder(arena, resuming: node)
        builder.set(last, .null)
      }
      if arena.isExhausted { throw .outOfMemory }
    }
    return root
  }

  /// What the tree says of an array's element: indices are texts there.
  private static func branch(_ arena: Arena, _ tree: Value, index: Int) -> Value {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
      let count = DecimalText.writeInteger(Int64(index), into: buffer)
      return tree.member(Bytes(start: buffer.baseAddress, count: count))
    }
  }

  private static func filter(_ arena: Arena, _ value: Value, _ tree: Value) throws(BuiltinError) -> Value {
    if tree.tag == .null { return value }
    if arena.isExhausted { throw .outOfMemory }
    switch value.tag {
    case .array:
      var builder = ArrayBuilder(arena)
      for index in 0..<value.count {
        let branch = branch(arena, tree, index: index)
        if !branch.isUndefined { builder.append(try filter(arena, value.elements[index], branch)) }
      }
      return builder.finish()
    case .set:
      var builder = SetBuilder(arena)
      for member in value.sortedMembers {
        let branch = tree.member(member)
        if !branch.isUndefined { builder.insert(try filter(arena, member, branch)) }
      }
      return builder.finish()
    case .object:
      var builder = ObjectBuilder(arena)
      for entry in value.sortedEntries {
        let branch = tree.member(entry.key)
        if !branch.isUndefined { builder.append(entry.key, try filter(arena, entry.value, branch)) }
      }
      return builder.finish()
    default: return value
    }
  }

  private static func remove(_ arena: Arena, _ value: Value, _ tree: Value) throws(BuiltinError) -> Value {
    guard tree.tag == .object else { return value }
    if arena.isExhausted { throw .outOfMemory }
    switch value.tag {
    case .array:
      var builder = ArrayBuilder(arena)
      for index in 0..<value.count {
        let branch = branch(arena, tree, index: index)
        if branch.tag != .null { builder.append(try remove(arena, value.elements[index], branch)) }
      }
      return builder.finish()
    case .set:
      var builder = SetBuilder(arena)
      for member in value.sortedMembers {
        let branch = tree.member(member)
        if branch.tag != .null { builder.insert(try remove(arena, member, branch)) }
      }
      return builder.finish()
    case .object:
      var builder = ObjectBuilder(arena)
      for entry in value.sortedEntries {
        let branch = tree.member(entry.key)
        if branch.tag != .null { builder.append(entry.key, try remove(arena, entry.value, branch)) }
      }
      return builder.finish()
    default: return value
    }
  }
}
