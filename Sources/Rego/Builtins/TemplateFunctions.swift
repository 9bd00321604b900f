/// A value within a template. Numbers of documents are texts there; those of the template are numbers.
enum TemplateValue {
  case value(Value)
  case integer(Int64)
  case float(Double)
  /// A key that is not there.
  case missing

  var isTrue: Bool {
    switch self {
    case .value(let value):
      switch value.tag {
      case .undefined, .null, .node: false
      case .boolean: value.isTrue
      case .int, .decimal: true
      case .string, .array, .object, .set: value.count > 0
      }
    case .integer(let integer): integer != 0
    case .float(let float): float != 0
    case .missing: false
    }
  }

  var text: String {
    let writer = ByteWriter()
    print(to: writer)
    return writer.string
  }

  /// Prints as Go does: maps as `map[a:1]`, slices as `[1 2]`.
  func print(to writer: ByteWriter) {
    switch self {
    case .value(let value): TemplateValue.print(value, to: writer, isOutermost: true)
    case .integer(let integer): writer.write(integer)
    case .float(let float):
      writer.write((float < 0 ? "-" : "") + GoFloat.text(float, verb: UInt8(ascii: "g"), precision: -1))
    case .missing: writer.write("<undefined>")
    }
  }

  private static func print(_ value: Value, to writer: ByteWriter, isOutermost: Bool) {
    if writer.isFull { return }
    switch value.tag {
    case .undefined, .null, .node: writer.write(isOutermost ? "<no value>" : "<nil>")
    case .string: writer.write(value.utf8)
    case .array, .set:
      writer.write("[")
      for (index, element) in (value.tag == .set ? value.sortedMembers : value.elements).enumerated() {
        if index > 0 { writer.write(" ") }
        print(element, to: writer, isOutermost: false)
      }
      writer.write("]")
    case .object:
      writer.write("map[")
      for (index, entry) in value.sortedEntries.enumerated() {
        if index > 0 { writer.write(" ") }
        if entry.key.tag == .string { writer.write(entry.key.utf8) } else { JSONWriter.write(entry.key, to: writer) }
        writer.write(":")
        print(entry.value, to: writer, isOutermost: false)
      }
      writer.write("]")
    default: JSONWriter.write(value, to: writer)
    }
  }

  /// The text, for values that are texts in a template.
  var bytes: Bytes? {
    guard case .value(let value) = self else { return nil }
    return value.tag == .string || value.tag == .decimal ? value.utf8 : nil
  }
}

/// The functions that templates may call.
enum TemplateFunctions {
  static func call(_ name: String, _ arguments: [TemplateValue], _ arena: Arena) throws(BuiltinError) -> TemplateValue {
    switch name {
    case "not":
      guard arguments.count == 1 else { throw wrongCount("not", 1, arguments) }
      return .value(Value(!arguments[0].isTrue))
    case "and", "or": return arguments.last ?? .missing
    case "len": return try length(arguments)
    case "index": return try index(arguments)
    case "slice": return try slice(arguments, arena)
    case "eq", "ne", "lt", "le", "gt", "ge": return .value(Value(try compare(name, arguments)))
    case "printf": return try format(arguments, arena)
    default:
      let text = joined(arguments, withSpaces: name == "println")
      switch name {
      case "html": return string(escapeHTML(text), arena)
      case "js": return string(escapeScript(text), arena)
      case "urlquery":
        let writer = ByteWriter()
        Array(text.utf8).withUnsafeBufferPointer { URLQuery.escape($0, to: writer) }
        return string(writer.string, arena)
      default: return string(text, arena)
      }
    }
  }

  private static func string(_ text: String, _ arena: Arena) -> TemplateValue { .value(arena.string(text)) }

  private static func wrongCount(_ name: String, _ wanted: Int, _ arguments: [TemplateValue]) -> BuiltinError {
    .failed("wrong number of args for \(name): want \(wanted) got \(arguments.count)")
  }

  /// Spaces stand between operands when neither is a text, or always.
  private static func joined(_ arguments: [TemplateValue], withSpaces: Bool) -> String {
    func isText(_ value: TemplateValue) -> Bool {
      guard case .value(let value) = value else { return false }
      return value.tag == .string || value.isNumber
    }
    var text = ""
    for (index, argument) in arguments.enumerated() {
      if index > 0, withSpaces || !(isText(argument) || isText(arguments[index - 1])) { text += " " }
      text += argument.text
    }
    return withSpaces ? text + "\n" : text
  }

  private static func length(_ arguments: [TemplateValue]) throws(BuiltinError) -> TemplateValue {
    guard arguments.count == 1 else { throw wrongCount("len", 1, arguments) }
    guard case .value(let value) = arguments[0], value.count > 0 || value.kind.rawValue > Value.Kind.number.rawValue
    else {
      throw .failed("len of type \(arguments[0].text)")
    }
    return .integer(Int64(value.count))
  }

  private static func index(_ arguments: [TemplateValue]) throws(BuiltinError) -> TemplateValue {
    guard var current = arguments.first else { throw .failed("wrong number of args for index: want at least 1 got 0") }
    for step in arguments.dropFirst() {
      guard case .value(let holder) = current, holder.tag != .null else { throw .failed("index of untyped nil") }
      switch (holder.tag, step) {
      case (.array, .integer(let position)):
        guard position >= 0, position < Int64(holder.count) else { throw .failed("index out of range: \(position)") }
        current = .value(holder.elements[Int(position)])
      case (.object, .value(let key)) where key.tag == .string:
        let found = holder.member(key)
        current = found.isUndefined ? .value(.null) : .value(found)
      case (.string, .integer(let position)):
        guard position >= 0, position < Int64(holder.count) else { throw .failed("index out of range: \(position)") }
        current = .integer(Int64(holder.utf8[Int(position)]))
      default: throw .failed("can't index item of type \(holder.kind.name)")
      }
    }
    return current
  }

  private static func slice(_ arguments: [TemplateValue], _ arena: Arena) throws(BuiltinError) -> TemplateValue {
    guard case .value(let value)? = arguments.first, value.tag == .array || value.tag == .string else {
      throw .failed("slice of untyped nil")
    }
    var bounds = [0, value.count]
    for (position, argument) in arguments.dropFirst().prefix(2).enumerated() {
      guard case .integer(let bound) = argument, bound >= 0, bound <= Int64(value.count) else {
        throw .failed("index out of range: \(argument.text)")
      }
      bounds[position] = Int(bound)
    }
    guard bounds[0] <= bounds[1] else { throw .failed("invalid slice index: \(bounds[0]) > \(bounds[1])") }
    if value.tag == .string { return .value(arena.string(value.utf8.part(bounds[0], bounds[1]))) }
    return .value(arena.array(value.elements[bounds[0]..<bounds[1]]))
  }

  private static func format(_ arguments: [TemplateValue], _ arena: Arena) throws(BuiltinError) -> TemplateValue {
    guard let format = arguments.first?.bytes else { throw .failed("wrong type for value; expected string") }
    let values = arguments.dropFirst().map { argument -> Value in
      switch argument {
      case .integer(let integer): Value(integer)
      case .float(let float): arena.number(float.description)
      case .value(let value) where value.tag == .string: value
      default: arena.string(argument.text)
      }
    }
    let writer = ByteWriter()
    writer.byteCountMax = arena.bytesMax - min(arena.bytesUsed, arena.bytesMax)
    values.withUnsafeBufferPointer { values in
      var formatter = Sprintf(format, values, writer)
      formatter.run()
    }
    if writer.isFull { throw .outOfMemory }
    return .value(try arena.boundedString(writer.bytes))
  }

  private static func compare(_ name: String, _ arguments: [TemplateValue]) throws(BuiltinError) -> Bool {
    guard arguments.count >= 2 else { throw .failed("missing argument for comparison") }
    if name == "eq" {
      for other in arguments.dropFirst() where try order(arguments[0], other, equalityOnly: true) == 0 { return true }
      return false
    }
    let order = try order(arguments[0], arguments[1], equalityOnly: name == "ne")
    switch name {
    case "ne": return order != 0
    case "lt": return order < 0
    case "le": return order <= 0
    case "gt": return order > 0
    default: return order >= 0
    }
  }

  private static func order(_ a: TemplateValue, _ b: TemplateValue, equalityOnly: Bool) throws(BuiltinError) -> Int {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): return x < y ? -1 : (x > y ? 1 : 0)
    case (.float(let x), .float(let y)): return x < y ? -1 : (x > y ? 1 : 0)
    case (.value(let x), .value(let y)):
      let areTexts = (x.tag == .string || x.isNumber) && (y.tag == .string || y.isNumber)
      if areTexts {
        let (first, second) = (a.text, b.text)
        return first == second ? 0 : (Array(first.utf8).lexicographicallyPrecedes(Array(second.utf8)) ? -1 : 1)
      }
      if equalityOnly, x.tag == y.tag, x.tag == .boolean || x.tag == .null { return Value.equal(x, y) ? 0 : 1 }
    default: break
    }
    throw .failed("incompatible types for comparison")
  }

  private static func escapeHTML(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "&#34;"
      case "'": output += "&#39;"
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\0": output += "\u{FFFD}"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static func escapeScript(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "'", "\"": output += "\\" + String(scalar)
      case "<", ">", "&", "=", "\0"..<" ":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        output += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
