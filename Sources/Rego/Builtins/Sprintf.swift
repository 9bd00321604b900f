import BigInt

/// `sprintf`, with the verbs, flags and complaints of Go's formatting.
///
/// Numbers are integers, big integers or doubles; strings are strings; anything else is its Rego text.
struct Sprintf {
  let writer: ByteWriter
  private let format: Bytes
  private let arguments: UnsafeBufferPointer<Value>
  private var index = 0
  private var argument = 0
  /// The item before was an index like `[3]`.
  private var isAfterIndex = false
  private var isReordered = false
  private var isIndexGood = true

  static let builtin = Builtin("sprintf", 2) { (context, operands) throws(BuiltinError) in
    let format = try operands.string(0)
    let arguments = try operands.array(1)
    var formatter = Sprintf(format.utf8, arguments.elements, context.emptyText())
    formatter.run()
    return try context.finishText()
  }

  init(_ format: Bytes, _ arguments: UnsafeBufferPointer<Value>, _ writer: ByteWriter) {
    self.format = format
    self.arguments = arguments
    self.writer = writer
  }

  mutating func run() {
    while index < format.count, !writer.isFull {
      let start = index
      while index < format.count, format[index] != UInt8(ascii: "%") { index += 1 }
      if index > start { writer.write(format.part(start, index)) }
      if index >= format.count { break }
      index += 1
      verb()
    }
    if !isReordered, argument < arguments.count { writeExtra() }
  }

  private mutating func verb() {
    isIndexGood = true
    isAfterIndex = false
    var item = FormatItem(writer: writer)
    readFlags(&item)
    readArgumentIndex()
    readWidth(&item)
    readPrecision(&item)
    if !isAfterIndex { readArgumentIndex() }
    guard index < format.count else {
      writer.write("%!(NOVERB)")
      return
    }
    let (verb, length) = format.scalar(at: index)
    index += length
    if verb == 0x25 {
      writer.write(UInt8(ascii: "%"))
    } else if !isIndexGood {
      complain(verb, "(BADINDEX)")
    } else if argument >= arguments.count {
      complain(verb, "(MISSING)")
    } else {
      if verb == 0x76 || verb == 0x77 { item.prepareForValue() }
      item.write(arguments[argument], verb: verb)
      argument += 1
    }
  }

  private func complain(_ verb: UInt32, _ text: StaticString) {
    writer.write("%!")
    writer.write(scalar: verb)
    writer.write(text)
  }

  private mutating func readFlags(_ item: inout FormatItem) {
    while index < format.count {
      switch format[index] {
      case UInt8(ascii: "#"): item.isSharp = true
      case UInt8(ascii: "0"): item.isZero = true
      case UInt8(ascii: "+"): item.isPlus = true
      case UInt8(ascii: "-"): item.isMinus = true
      case UInt8(ascii: " "): item.isSpace = true
      default: return
      }
      index += 1
    }
  }

  private mutating func readWidth(_ item: inout FormatItem) {
    if index < format.count, format[index] == UInt8(ascii: "*") {
      index += 1
      item.width = integerArgument()
      if item.width == nil { writer.write("%!(BADWIDTH)") }
      if let width = item.width, width < 0 {
        item.width = -width
        item.isMinus = true
        item.isZero = false
      }
      isAfterIndex = false
    } else {
      item.width = readNumber(end: format.count)
      if isAfterIndex, item.width != nil { isIndexGood = false }
    }
  }

  private mutating func readPrecision(_ item: inout FormatItem) {
    guard index < format.count, format[index] == UInt8(ascii: ".") else { return }
    index += 1
    if isAfterIndex { isIndexGood = false }
    readArgumentIndex()
    if index < format.count, format[index] == UInt8(ascii: "*") {
      index += 1
      let precision = integerArgument()
      item.precision = precision.flatMap { $0 < 0 ? nil : $0 }
      if item.precision == nil { writer.write("%!(BADPREC)") }
      isAfterIndex = false
    } else {
      item.precision = readNumber(end: format.count) ?? 0
    }
  }

  /// A small decimal number; a number that is far too large uses up the whole format, as it does in Go.
  private mutating func readNumber(end: Int) -> Int? {
    var number: Int?
    while index < end, format[index] &- UInt8(ascii: "0") <= 9 {
      if (number ?? 0) > 1_000_000 {
        index = end
        return nil
      }
      number = (number ?? 0) * 10 + Int(format[index] - UInt8(ascii: "0"))
      index += 1
    }
    return number
  }

  private mutating func integerArgument() -> Int? {
    guard argument < arguments.count else { return nil }
    let value = arguments[argument]
    argument += 1
    guard value.tag == .int, value.int64.magnitude <= 1_000_000 else { return nil }
    return Int(value.int64)
  }

  /// `[3]`: which argument comes next.
  private mutating func readArgumentIndex() {
    isAfterIndex = false
    guard index < format.count, format[index] == UInt8(ascii: "[") else { return }
    isReordered = true
    let open = index
    var close = open + 1
    while close < format.count, format[close] != UInt8(ascii: "]") { close += 1 }
    guard format.count - open >= 3, close < format.count else {
      isIndexGood = false
      index = open + 1
      return
    }
    index = open + 1
    let number = readNumber(end: close)
    let isWhole = index == close
    index = close + 1
    guard let number, isWhole else {
      isIndexGood = false
      return
    }
    isAfterIndex = true
    if number >= 1, number <= arguments.count { argument = number - 1 } else { isIndexGood = false }
  }

  private func writeExtra() {
    writer.write("%!(EXTRA ")
    for position in argument..<arguments.count where !writer.isFull {
      if position > argument { writer.write(", ") }
      var item = FormatItem(writer: writer)
      item.writeTypeAndValue(arguments[position])
    }
    writer.write(UInt8(ascii: ")"))
  }
}

extension ByteWriter {
  /// Writes a code point as UTF-8.
  package func write(scalar value: UInt32) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      var count = 0
      bytes.baseAddress.unsafelyUnwrapped.write(scalar: value, at: &count)
      write(Bytes(start: bytes.baseAddress, count: count))
    }
  }
}
