/// What builds text for people: template strings, `print`, `trace`; and what the host says of itself.
enum Output {
  static let all: [Builtin] = [
    Builtin("trace", 1) { (_, operands) throws(BuiltinError) in
      _ = try operands.string(0)
      return .true
    },
    Builtin("internal.print", 1) { (context, operands) throws(BuiltinError) in
      guard let onPrint = context.onPrint else { return .true }
      let parts = try operands.array(0).elements
      try combine(context, parts, chosen: []) { onPrint($0, context.callLocation) }
      return .true
    },
    Builtin("internal.template_string", 1) { (context, operands) throws(BuiltinError) in
      let parts = try operands.array(0).elements
      let writer = context.emptyText()
      for part in parts {
        guard part.tag == .set else {
          try write(part, to: writer)
          continue
        }
        if part.count > 1 { throw .halt("template-strings must not produce multiple outputs") }
        if let only = part.sortedMembers.first { writeText(only, to: writer) } else { writer.write("<undefined>") }
      }
      return try context.finishText()
    },
    Builtin(TestCaseCalls.name, 1) { (context, operands) throws(BuiltinError) in
      if let onTestCase = context.onTestCase { onTestCase(try operands.array(0)) }
      return .true
    },
    Builtin("opa.runtime", 0, isDeterministic: false) { (context, _) in
      guard let runtime = context.runtime else { return ObjectBuilder(context.arena).finish() }
      return context.arena.copy(runtime.value)
    },
  ]

  /// Operands come as sets, so that one that is undefined has a value too.
  private static func write(_ part: Value, to writer: ByteWriter) throws(BuiltinError) {
    guard part.tag != .array, part.tag != .object else { throw .halt("illegal argument type: \(part.kind.name)") }
    writeText(part, to: writer)
  }

  /// Strings as they are, anything else as Rego text.
  static func writeText(_ value: Value, to writer: ByteWriter) {
    if value.tag == .string { writer.write(value.utf8) } else { TermText.write(value, to: writer) }
  }

  /// A line for each combination of members.
  private static func combine(
    _ context: BuiltinContext, _ parts: UnsafeBufferPointer<Value>, chosen: [Value], _ emit: (String) -> Void
  ) throws(BuiltinError) {
    guard chosen.count < parts.count else {
      let writer = context.emptyText()
      for (index, part) in chosen.enumerated() {
        if index > 0 { writer.write(UInt8(ascii: " ")) }
        if part.isUndefined { writer.write("<undefined>") } else { writeText(part, to: writer) }
      }
      return emit(writer.string)
    }
    let part = parts[chosen.count]
    if part.tag == .array || part.tag == .object { throw .halt("illegal argument type: \(part.kind.name)") }
    guard part.tag == .set, part.count > 0 else {
      return try combine(context, parts, chosen: chosen + [part.tag == .set ? .undefined : part], emit)
    }
    for member in part.sortedMembers { try combine(context, parts, chosen: chosen + [member], emit) }
  }
}
