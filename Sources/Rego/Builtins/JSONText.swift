/// Values to and from JSON text.
enum JSONText {
  static let all: [Builtin] = [
    Builtin("json.marshal", 1) { (context, operands) throws(BuiltinError) in
      JSONWriter.write(operands[0], to: context.emptyText(), escaping: .html)
      return try context.finishText()
    },
    Builtin("json.marshal_with_options", 2) { (context, operands) throws(BuiltinError) in
      let options = try Options(try operands.object(1))
      let writer = context.emptyText()
      JSONWriter.write(operands[0], to: writer, escaping: .html)
      let compact = try context.finishText()
      guard options.isPretty else { return compact }
      let pretty = context.emptyText()
      pretty.write(options.indenter.prefix)
      options.indenter.write(compact.utf8, to: pretty)
      return try context.finishText()
    },
    Builtin("json.unmarshal", 1) { (context, operands) throws(BuiltinError) in
      try read(operands.string(0).utf8, context.arena)
    },
    Builtin("json.is_valid", 1) { Value($1[0].tag == .string && JSONSyntax.isValid($1[0].utf8)) },
  ]

  /// The value of a JSON text, or what the reference says is wrong with it.
  static func read(_ text: Bytes, _ arena: Arena) throws(BuiltinError) -> Value {
    guard arena.admits(text.count) else { throw .outOfMemory }
    do throws(JSONError) { return try JSONReader.read(text, into: arena) } catch {
      if let problem = JSONSyntax.problem(text) { throw .failed(problem) }
      guard !UTF8Check.isValid(text) else { throw .failed(error.message) }
      // Bytes that are no UTF-8 are read as U+FFFD.
      let repaired = arena.string(String(decoding: text, as: UTF8.self))
      do throws(JSONError) { return try JSONReader.read(repaired.utf8, into: arena) } catch {
        throw .failed(error.message)
      }
    }
  }

  private struct Options {
    var indenter = JSONIndenter(indent: Bytes(start: StaticString("\t").utf8Start, count: 1))
    var isPretty = false

    init(_ object: Value) throws(BuiltinError) {
      var isExplicit = false
      var isImplied = false
      for (index, entry) in object.sortedEntries.enumerated() {
        let key = TermText.string(entry.key)
        guard entry.key.tag == .string else {
          throw .type(
            "operand 2 failed to stringify key \(key) at index \(index): "
              + "operand \(index) must be string but got \(entry.key.kind.name)")
        }
        if entry.key.isString("pretty") {
          guard let flag = entry.value.boolean else { throw .type("operand 2 key \(key) failed cast to bool") }
          isExplicit = true
          isPretty = flag
        } else if entry.key.isString("prefix") || entry.key.isString("indent") {
          guard entry.value.tag == .string else {
            throw .type(
              "operand 2 key \(key) failed cast to string: "
                + "operand \(index) must be string but got \(entry.value.kind.name)")
          }
          isImplied = true
          if entry.key.isString("prefix") {
            indenter.prefix = entry.value.utf8
          } else {
            indenter.indent = entry.value.utf8
          }
        } else {
          throw .type("operand 2 object contained unknown key \(key)")
        }
      }
      if !isExplicit { isPretty = isImplied }
    }
  }
}
