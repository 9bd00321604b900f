/// Arrays.
enum Arrays {
  static let all: [Builtin] = [
    Builtin("array.concat", 2) { (context, operands) throws(BuiltinError) in
      let first = try operands.array(0)
      let second = try operands.array(1)
      if second.count == 0 { return first }
      if first.count == 0 { return second }
      let (array, elements) = try reserve(context.arena, first.count + second.count)
      elements.update(from: first.elements.baseAddress.unsafelyUnwrapped, count: first.count)
      (elements + first.count).update(from: second.elements.baseAddress.unsafelyUnwrapped, count: second.count)
      return array
    },
    Builtin("array.slice", 3) { (context, operands) throws(BuiltinError) in
      let source = try operands.array(0)
      let start = Int(clamping: max(0, try operands.integer(1)))
      let stop = min(Int(clamping: try operands.integer(2)), source.count)
      guard start < stop else { return context.arena.array(count: 0).0 }
      if start == 0, stop == source.count { return source }
      // A slice may share the memory: values are never changed.
      return Value(
        tag: .array, extent: UInt32(stop - start),
        pointer: source.elements.baseAddress.unsafelyUnwrapped + start)
    },
    Builtin("array.reverse", 1) { (context, operands) throws(BuiltinError) in
      let source = try operands.array(0)
      let (array, elements) = try reserve(context.arena, source.count)
      for index in 0..<source.count { elements[index] = source.elements[source.count - 1 - index] }
      return array
    },
    Builtin("array.flatten", 1) { (context, operands) throws(BuiltinError) in
      let source = try operands.array(0)
      var count = 0
      for element in source.elements { count += element.tag == .array ? element.count : 1 }
      let (array, elements) = try reserve(context.arena, count)
      var filled = 0
      for element in source.elements {
        guard element.tag == .array else {
          elements[filled] = element
          filled += 1
          continue
        }
        for inner in element.elements {
          elements[filled] = inner
          filled += 1
        }
      }
      return array
    },
  ]

  static func reserve(_ arena: Arena, _ count: Int) throws(BuiltinError) -> (Value, UnsafeMutablePointer<Value>) {
    guard count <= Int(UInt32.max), arena.admits(count * MemoryLayout<Value>.stride) else { throw .outOfMemory }
    return arena.array(count: count)
  }
}
